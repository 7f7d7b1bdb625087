// What the library shows and says of the picture on top, as soon as another one is chosen.
addEventListener("load", () => {
  const choice = document.getElementById("id_hero");
  const words = document.getElementById("id_hero_alt");
  const now = document.querySelector(".hero-now");
  if (!choice || !words || !now) return;

  const show = ({ address, alt = "", says = now.dataset.none }) => {
    const line = document.createElement("p");
    line.textContent = says;
    now.replaceChildren(line);
    words.placeholder = alt;
    if (!address) return;
    const image = Object.assign(new Image(240), { src: address, alt });
    now.prepend(image);
  };

  // The choice is made with jQuery's own events, which no other listener hears.
  django.jQuery(choice).on("change", async () => {
    const chosen = choice.value;
    if (!chosen) return show({});
    const answer = await fetch(`${now.dataset.library}${chosen}/says/`).catch(() => ({}));
    if (answer.ok && !answer.redirected && chosen === choice.value) show(await answer.json());
  });
});
