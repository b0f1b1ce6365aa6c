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
const wordsOf = note => document.getElementById(note.querySelector(".back").hash.slice(1));
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
      const mark = document.querySelector(`mark[data-notes~="${CSS.escape(note.dataset.note)}"]`) ?? wordsOf(note);
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

  frames: many => new Promise(done => {
    const next = () => many-- > 0 ? requestAnimationFrame(next) : setTimeout(done);
    next();
  }),

  // What a filter has done to the page.
  filtered() {
    const clear = mark => getComputedStyle(mark).backgroundColor === "rgba(0, 0, 0, 0)";
    return {
      notes: $$(".note").map(note => ({ id: note.dataset.note, shown: getComputedStyle(note).display !== "none", data: { ...note.dataset } })),
      marks: $$("mark[data-notes]").map(mark => ({ notes: mark.dataset.notes.split(" "), quiet: clear(mark) })),
      dim: $$(".arc a").map(bar => bar.classList.contains("dim")),
      sign: document.querySelector(".sign").textContent, count: document.querySelector("#shown")?.textContent, search: location.search,
      hidden: $$("article p[data-n]").filter(p => !p.checkVisibility()).length,
    };
  },
  colour: selector => getComputedStyle(document.querySelector(selector)).color,
  ground: () => getComputedStyle(document.body).backgroundColor,

  // How the text is set.
  look() {
    const p = document.querySelector("article p[data-n]"), style = getComputedStyle(p);
    return { ground: probe.ground(), size: style.fontSize, leading: style.lineHeight, face: style.fontFamily,
      measure: getComputedStyle(document.documentElement).getPropertyValue("--measure"), width: p.getBoundingClientRect().width };
  },

  // Places in the story that a page tells of; a chapter's title gives nothing away.
  told: () => $$("main [data-from]:not(.chapters > li)")
    .filter(one => one.checkVisibility() && !one.textContent.includes("not yet read")).map(one => +one.dataset.from),
  // Bars of the arcs whose beat is named, and those that are drawn.
  barsTold() {
    const bars = $$(".arc a"), at = some => some.map(bar => bar.hash);
    return [at(bars.filter(bar => !bar.textContent.includes("not yet read"))), at(bars.filter(bar => getComputedStyle(bar, "::before").opacity > 0))];
  },
  inView: () => $$("article p[data-n]").filter(p => p.getBoundingClientRect().top < innerHeight / 3).at(-1).id,

  // Each paragraph's notes, below 1000 px.
  folds: () => $$(".notes").map(fold => {
    const before = getComputedStyle(fold, "::before"), all = $$(".note", fold).map(note => note.getBoundingClientRect());
    return { of: fold.previousElementSibling.id, foot: fold.previousElementSibling.getBoundingClientRect().bottom, first: all[0].top,
      last: all.at(-1).bottom, next: fold.nextElementSibling?.getBoundingClientRect().top ?? Infinity, many: all.length,
      count: before.content, drawn: before.display !== "none" && before.visibility === "visible" };
  }),

  beatsBelowBar() {
    const foot = document.querySelector(".bar").getBoundingClientRect().bottom;
    return $$("[data-beat]").map(beat => Math.round(beat.getBoundingClientRect().top - foot));
  },
  // ARIA that leads nowhere, and notes that nothing leads to.
  unjoined() {
    const wrong = [], by = id => document.getElementById(id);
    for (const link of $$("[aria-details]")) {
      const note = by(link.getAttribute("aria-details"));
      if (!note?.matches(".note")) wrong.push(`${link.id} has details that are no note`);
      else if (link.hash !== "#" + note.id) wrong.push(`${link.id} leads elsewhere than its details`);
    }
    for (const name of ["aria-labelledby", "aria-describedby", "aria-controls"]) {
      const ids = $$(`[${name}]`).flatMap(thing => thing.getAttribute(name).split(" "));
      wrong.push(...ids.filter(id => !by(id)).map(id => `${name} names ${id}, which is not there`));
    }
    wrong.push(...$$(".note").filter(note => !wordsOf(note)).map(note => `the words of ${note.id} have no link`));
    return wrong;
  },

  // A finger on the first character under the bar, and where it is later.
  finger() {
    const left = document.querySelector("article").getBoundingClientRect().left + 60;
    for (let y = document.querySelector(".bar").getBoundingClientRect().bottom + 14; ; y += 4) {
      const { offsetNode: node, offset } = document.caretPositionFromPoint(left, y), parent = node.parentElement;
      if (node.nodeType !== 3 || !parent.closest("article p[data-n]") || parent.closest(".note, .label")) continue;
      window.held = document.createRange();
      held.setStart(node, Math.min(offset, node.length - 1));
      held.setEnd(node, held.startOffset + 1);
      return;
    }
  },
  fingerAt: () => held.getBoundingClientRect().top,

  moving: () => $$("*").filter(thing => {
    const style = getComputedStyle(thing);
    return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none" || style.scrollBehavior === "smooth";
  }).map(thing => thing.className).slice(0, 5),

  // What forced colours leave of a mark, of a lit one, and of a beat's family.
  forced() {
    const mark = document.querySelector("mark[data-notes]"), clear = colour => colour === "rgba(0, 0, 0, 0)";
    const drawn = [mark, mark.querySelector("a")].map(thing => getComputedStyle(thing)).some(style =>
      (style.borderBottomStyle !== "none" && !clear(style.borderBottomColor)) || style.textDecorationLine.includes("underline"));
    mark.classList.add("lit");
    const lit = getComputedStyle(mark).backgroundColor;
    return { drawn, lit: lit !== probe.ground() && !clear(lit), shape: getComputedStyle(document.querySelector(".beatname b"), "::before").clipPath !== "none" };
  },

  // Attributes and elements that run something.
  running: () => $$("*").flatMap(thing => [
    ...[...thing.attributes].filter(one => one.name.startsWith("on") || /^\s*(javascript|data:text|vbscript)/i.test(one.value))
      .map(one => `<${thing.tagName} ${one.name}="${one.value.slice(0, 60)}">`),
    ...thing.matches("main script, main iframe, main object, main embed, main [srcdoc]") ? [thing.outerHTML.slice(0, 80)] : [],
  ]),
};
