// A browser shows a day its own way, as 3/4 in one language and 4. 3. in another: beside the field
// it stands in words, in the language of the page.
const DAY = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const MINUTE = { hour: "2-digit", minute: "2-digit", hour12: false };

function inWords(value) {
  // Four digits: while a year is typed the browser already calls it one of the first century.
  if (!/^[12]\d{3}-/.test(value)) return "";
  const timed = value.includes("T");
  // Of the two Englishes the one in which the other days on the page are written.
  const tongue = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const words = new Intl.DateTimeFormat(tongue, timed ? { ...DAY, ...MINUTE } : DAY);
  return words.format(new Date(timed ? value : `${value}T12:00`));
}

for (const field of document.querySelectorAll("main :is([type=date], [type=datetime-local])")) {
  const words = document.createElement("output");
  words.className = "day-words";
  words.htmlFor = field.id;
  words.value = inWords(field.value);
  field.after(words);
  field.addEventListener("input", () => { words.value = inWords(field.value); });
}
