// Keeps the screen from going dark while the page is seen. Where a browser cannot, it goes dark as ever.
let lock;

const stayAwake = async () => {
  if (document.hidden) {
    lock?.release();
    return;
  }
  try {
    lock = await navigator.wakeLock?.request("screen");
  } catch {
    // on a battery that is nearly empty
  }
};

document.addEventListener("visibilitychange", stayAwake);
stayAwake();
