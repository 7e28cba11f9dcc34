// A security key in place of the code. The page works without this: the code field is there.
// The role comes with the words: a page that waits for nothing has no alert.
const shown = (part, on, role = "") => {
  if (!part) return;
  if (role) part.setAttribute("role", role); else part.removeAttribute("role");
  part.hidden = !on;
};
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const opened = (ids) => ids.map((one) => ({ ...one, id: bytes(one.id) }));

const said = (credential) => {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
};

// Shows what to do while the key is asked, and the sentence where it does not answer.
const ask = async (form, act) => {
  const button = form.querySelector("[data-key-button]");
  const waits = form.querySelector("[data-key-waits]");
  const refused = form.querySelector("[data-key-refused]");
  shown(refused, false);
  shown(waits, true, "status");
  button.disabled = true;
  try {
    form.querySelector("[data-key-answer]").value = said(await act());
    form.submit();
  } catch (fault) {
    refused.querySelector("p").textContent = fault.sentence ?? refused.dataset.keyRefused;
    shown(refused, true, "alert");
    button.disabled = false;
  }
  shown(waits, false);
};

const get = async (form, where) => {
  const answer = await fetch(where, {
    method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" }, redirect: "error",
  });
  const asked = await answer.json();
  if (!answer.ok) throw asked;
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: opened(asked.allowCredentials) };
  return navigator.credentials.get({ publicKey });
};

const create = (asked) => navigator.credentials.create({
  publicKey: {
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: opened(asked.excludeCredentials),
  },
});

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-key-ask]")) {
    const form = part.closest("form");
    shown(part, true);
    part.querySelector("[data-key-button]").addEventListener("click", () => ask(form, () => get(form, part.dataset.keyAsk)));
  }
  for (const form of document.querySelectorAll("form[data-key-register]")) {
    form.addEventListener("submit", (event) => {
      // Without a name the server says so, beside the field.
      if (!form.elements.name.value.trim()) return;
      event.preventDefault();
      ask(form, () => create(JSON.parse(form.dataset.keyRegister)));
    });
  }
}
