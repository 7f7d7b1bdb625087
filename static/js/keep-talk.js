// How the open form talks with the desk: one message after the other, with a token that still counts.
const ask = async (address, options) => {
  try {
    const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(15000), ...options });
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    const signedOut = answer.redirected && answer.url.includes("/login/");
    return { status: answer.status, silent: answer.status >= 500, signedOut, told };
  } catch {
    return { silent: true };
  }
};

let lastTold = Promise.resolve();

// `boxes` gives what to send when its turn has come. After a sign-in in another tab the token is a new one.
const tell = (address, boxes) => {
  const send = () => ask(address, { method: "POST", body: boxes() });
  lastTold = lastTold.then(async () => {
    const answer = await send();
    if (answer.status !== 403) return answer;
    const fresh = await ask(document.getElementById("said").dataset.keep);
    if (!fresh.told) return fresh;
    for (const box of document.querySelectorAll("[name=csrfmiddlewaretoken]")) box.value = fresh.told.token;
    return send();
  });
  return lastTold;
};

const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
