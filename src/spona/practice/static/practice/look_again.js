// Without it there is a button: asks whether it is somebody else's turn, and then loads the page.
const mark = document.querySelector("[data-look-again]");
const EVERY = 10000;

async function look() {
  if (document.hidden) return;
  try {
    // A timer is no activity: it keeps nobody signed in.
    const answer = await fetch(location.href, { headers: { "X-Spona-Timer": "1" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-look-again]");
    if (!fresh || fresh.dataset.lookAgain !== mark.dataset.lookAgain) location.reload();
  } catch {
    // No connection: the button stays.
  }
}

if (mark) setInterval(look, EVERY);
