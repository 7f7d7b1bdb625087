// What the library shows and says of the picture on top, as soon as another one is chosen.
const choice = document.getElementById("id_hero");
const altField = document.getElementById("id_hero_alt");
const preview = document.querySelector(".hero-now");

const show = ({ address, alt = "", says = preview.dataset.none }) => {
  const line = document.createElement("p");
  line.textContent = says;
  preview.replaceChildren(line);
  altField.placeholder = alt;
  if (address) preview.prepend(Object.assign(new Image(240), { src: address, alt }));
};

const showChosen = async () => {
  const picture = choice.value;
  if (!picture) return show({});
  const response = await fetch(`${preview.dataset.library}${picture}/says/`).catch(() => ({}));
  if (response.ok && !response.redirected && picture === choice.value) show(await response.json());
};

// The choice is made with jQuery's own events, which no other listener hears.
if (choice && altField && preview) django.jQuery(choice).on("change", showChosen);
