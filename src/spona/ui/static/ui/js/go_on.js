// A long work in short steps: form[data-go-on] is pressed by itself. Without a script the person presses.
// The pause lets them read how far it is, and leave the page.
for (const form of document.querySelectorAll("form[data-go-on]")) setTimeout(() => form.requestSubmit(), 600);
