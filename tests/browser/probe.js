// Questions that tests ask a page: where things stand, and which lie on which. Lengths are CSS pixels of the page.
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const shown = box => box.width > 1 && box.height > 1;
const seen = thing => thing.checkVisibility() && shown(thing.getBoundingClientRect());
const round = number => Math.round(number * 10) / 10;
const place = box => ({ left: round(box.left + scrollX), top: round(box.top + scrollY), right: round(box.right + scrollX), bottom: round(box.bottom + scrollY) });
const boxed = (thing, name) => ({ name, ...place(thing.getBoundingClientRect()) });
const words = thing => thing.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
const meet = (a, b, by = 1) => a.left < b.right - by && b.left < a.right - by && a.top < b.bottom - by && b.top < a.bottom - by;
const say = (a, b) => `${a.name} (${a.top}–${a.bottom}) and ${b.name} (${b.top}–${b.bottom})`;
// The lines of the story's own text, as drawn: not those of notes and labels.
const lines = () => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.data.trim() || walker.currentNode.parentElement.closest(".notes, .label")) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects()) if (shown(box)) found.push({ name: `the line “${words(walker.currentNode)}”`, ...place(box) });
  }
  return found;
};
const notes = () => $$(".note").filter(seen).map(note => boxed(note, `note ${note.dataset.note}`));
const labels = () => $$(".who, .beatname").filter(seen).map(label => boxed(label, `the label “${words(label)}”`));

const probe = {
  notes, labels,
  // What lies on what, by what a reader would say of it.
  overlaps() {
    const text = lines(), people = notes(), machine = labels();
    const among = all => all.flatMap((a, i) => all.slice(i + 1).filter(b => meet(a, b)).map(b => say(a, b)));
    const on = (these, those, by) => these.flatMap(a => those.filter(b => meet(a, b, by)).slice(0, 1).map(b => say(a, b)));
    return { "notes on notes": among(people), "notes on the text": on(people, text, 2), "labels on labels": among(machine),
      "labels on the text": on(machine, text, 2), "labels on notes": on(machine, people), "notes nobody sees": probe.missing(),
      "out of the window": probe.outside(), "sideways scrolling": probe.sideways() > 0 ? [`by ${probe.sideways()} px`] : [] };
  },
  // Notes that no reader sees: neither drawn, nor under a fold with a count in sight.
  missing() {
    return $$(".note").filter(note => {
      if (seen(note)) return false;
      const fold = note.closest(".notes"), sign = fold?.querySelector("summary");
      return !sign || !seen(sign) || !/\d/.test(sign.textContent);
    }).map(note => note.dataset.note);
  },
  outside() {
    return [...notes(), ...labels()].filter(one => one.left < -1 || one.right > innerWidth + 1).map(one => `${one.name} (${one.left}–${one.right} of ${innerWidth})`);
  },
  widest: () => $$("body *").filter(thing => thing.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map(thing => `<${thing.tagName.toLowerCase()} class="${thing.className}"> ${words(thing)}`),
  sideways: () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  // Each note of the margin with the height of its words' first line.
  margin() {
    return $$(".note").filter(seen).map(note => {
      const mark = document.querySelector(`mark[data-notes~="${CSS.escape(note.dataset.note)}"]`) ?? document.getElementById(note.dataset.words);
      const box = place(note.getBoundingClientRect()), line = place(mark.getClientRects()[0]);
      return { id: note.dataset.note, reply: note.classList.contains("reply"), top: box.top, bottom: box.bottom, words: line.top };
    });
  },
  prose: () => {
    const copy = document.querySelector("main").cloneNode(true);
    for (const gone of $$(".notes, .label", copy)) gone.remove();
    return copy.textContent;
  },
  choose(name, value) {
    const input = $$(`#panel [name="${name}"][value="${value}"]`)[0] ?? document.querySelector(`#panel select[name="${name}"]`);
    if (input.tagName === "SELECT") input.value = value;
    else input.checked = input.type === "radio" || !input.checked;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  },
};
