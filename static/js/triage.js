// The triage queue by keyboard and thumb. The next report lies ready under the one in sight, so
// a label takes no waiting; the answer of the server brings the one after it.
import { toast, warn } from "./desk.js";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const deck = $("#deck");
const grid = $("#grid");
const finder = $("#find-category");
const said = $("#triage-said");
const buttons = $$(".category-button", grid);

const away = new Map(); // reports put away here whose answer has not come: number -> card
const done = []; // numbers labelled on this page, newest last: the way back
const HOLD = 300; // ms that nobody reads a report in: a press that early was meant for the one before
let second = ""; // category number
let picksSecond = false;
let shown = ""; // the number in sight, and since when
let shownAt = -HOLD;

const cards = () => $$("article[data-number]", deck);
const current = () => cards()[0] || null;
const buttonOf = (category) => buttons.find((button) => button.value === category);
const nameOf = (category) => $("span", buttonOf(category)).textContent;

// --- What is in sight -----------------------------------------------------------------------------
function refresh() {
  const card = current();
  const seen = new Set();
  for (const each of cards()) {
    const number = each.dataset.number;
    // What was labelled here meanwhile may still come in an answer that left before.
    if (seen.has(number) || away.has(number)) each.remove();
    seen.add(number);
  }
  $$(".triage-empty", deck).forEach((empty, index) => { if (card || index) empty.remove(); });
  grid.hidden = Boolean($(".triage-empty", deck));
  const number = card?.dataset.number || "";
  if (number !== shown) { shown = number; shownAt = performance.now(); }
  grid.elements.number.value = number;
  for (const button of buttons) button.classList.toggle("chosen", button.value === card?.dataset.chosen);
}

function showSecond() {
  const chip = $("[data-second-chip]", grid);
  chip.hidden = !second;
  if (second) $("b", chip).textContent = nameOf(second);
  $("[data-second]", grid).setAttribute("aria-pressed", String(picksSecond));
  for (const button of buttons) button.classList.toggle("second-now", button.value === second);
}

function setSecond(category) {
  second = second === category ? "" : category;
  picksSecond = false;
  showSecond();
}

function find(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const button of buttons) {
    const name = `${button.textContent} ${button.dataset.words}`.toLowerCase();
    button.hidden = !words.every((word) => name.includes(word));
  }
  $("[data-none]", grid).hidden = buttons.some((button) => !button.hidden);
}

// --- Acts -------------------------------------------------------------------------------------------
function send(url, values, swap = "beforeend") {
  const held = cards().map((card) => card.dataset.number);
  // What fails is told by the event below, not by the promise.
  htmx.ajax("POST", url, { source: deck, target: deck, swap, values: { ...values, held } }).catch(() => {});
}

function putAway(card) {
  const focused = card.contains(document.activeElement);
  away.set(card.dataset.number, card);
  card.remove();
  second = "";
  picksSecond = false;
  showSecond();
  if (finder.value) { finder.value = ""; find(""); }
  refresh();
  const next = current();
  if (next && focused) next.focus({ preventScroll: true });
  if (next) $(".report-text", next).scrollTop = 0;
  if (scrollY > 200) deck.scrollIntoView({ block: "start" });
}

/** Take away what was said of earlier labels; a warning stays until it is closed. */
function clearToasts() {
  for (const old of $$("#toasts .toast:not(.warning)")) old.remove();
}

function offerUndo(text) {
  clearToasts(); // only the newest label has a way back here
  toast(text, { label: "Urungkan", run: undo });
  said.textContent = text;
}

// `at`: when the key or button was pressed, not when its turn came, so a busy page lets nothing slip.
function label(category, at) {
  const card = current();
  if (!card || !category) return;
  if (picksSecond) { setSecond(category); return; }
  if (at < shownAt + HOLD) return;
  const values = { number: card.dataset.number, category, second };
  putAway(card);
  done.push(values.number);
  send(deck.dataset.labelUrl, values);
  const also = values.second && values.second !== category ? ` dan ${nameOf(values.second)}` : "";
  offerUndo(`${nameOf(category)}${also}`);
}

function skip() {
  const card = current();
  if (!card) return;
  putAway(card);
  away.delete(card.dataset.number); // it may come again at the end
  send(deck.dataset.skipUrl, { number: card.dataset.number });
}

function undo() {
  const number = done.pop();
  clearToasts();
  if (number) away.delete(number);
  send(deck.dataset.undoUrl, number ? { number } : {}, "afterbegin");
  said.textContent = "Label diurungkan.";
}

// --- Answers ------------------------------------------------------------------------------------------
deck.addEventListener("htmx:beforeSwap", (event) => {
  // Signed out meanwhile: the sign-in page belongs into the window, not into the deck.
  if (!event.detail.xhr.responseURL.includes("/meja/triase/")) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
deck.addEventListener("htmx:afterSwap", refresh);
deck.addEventListener("triase", (event) => {
  const { note, back } = event.detail;
  if (back) putBack(String(back));
  if (note) { toast(note); said.textContent = note; }
});
deck.addEventListener("htmx:afterRequest", (event) => {
  const { successful, requestConfig } = event.detail;
  const number = requestConfig.parameters?.number;
  if (successful || !number || requestConfig.path === deck.dataset.undoUrl) return;
  putBack(String(number));
  if (done.at(-1) === String(number)) done.pop();
  clearToasts();
  warn("Belum tersimpan. Periksa jaringan, lalu ulangi.");
});

function putBack(number) {
  const card = away.get(number);
  away.delete(number);
  if (card) { deck.prepend(card); refresh(); }
}

// --- Buttons ------------------------------------------------------------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!deck.contains(form) && form !== grid && !form.matches("[data-undo]")) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the forms leave for good: nothing to guard against a second click
  if (form.matches("[data-undo]")) undo();
  else if (event.submitter?.matches("[data-skip]")) skip();
  else label(event.submitter?.value, event.timeStamp);
}, true);
$("[data-second]", grid).addEventListener("click", () => { picksSecond = !picksSecond; showSecond(); });
$("[data-second-chip] button", grid).addEventListener("click", () => setSecond(second));
finder.addEventListener("input", () => find(finder.value));
finder.addEventListener("keydown", (event) => {
  const first = buttons.find((button) => !button.hidden);
  if (event.key === "Escape") { event.preventDefault(); finder.value = ""; find(""); finder.blur(); }
  if (event.key === "Enter") { event.preventDefault(); finder.blur(); if (first) label(first.value, event.timeStamp); }
});

// --- Keys: before the workspace's own, because letters mean categories here ----------------------------
const COMMANDS = {
  s: skip,
  u: undo,
  e: () => $("[data-reasons]").click(),
  k: () => $("#guide").showModal(),
  "/": () => finder.focus(),
};
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input:not([type=checkbox]), textarea, select") || $("dialog[open]")) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const backwards = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
  if (!plain && !backwards) return;
  if (!backwards && !$("#keys-on").checked) return;
  const act = backwards ? undo : commandOf(event);
  if (!act) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!event.repeat) act();
}, true);

function commandOf(event) {
  const digit = /^Digit([12])$/.exec(event.code)?.[1];
  const guess = digit && $(`[data-guess="${digit}"]`, current() || grid);
  const category = guess?.value || buttons.find((button) => button.dataset.key === event.key.toLowerCase())?.value;
  if (category) return () => (event.shiftKey ? setSecond(category) : label(category, event.timeStamp));
  return event.shiftKey && event.key !== "/" ? null : COMMANDS[event.key];
}

refresh();
shownAt = -HOLD; // the first report came with the page: it stood there before this ran
