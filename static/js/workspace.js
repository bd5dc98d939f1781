// The workspace's helps: keyboard, dialogs, the composer. Every page works without them.
import { toast } from "./desk.js";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const store = {
  get(area, key) { try { return area.getItem(key); } catch { return null; } },
  set(area, key, value) { try { area.setItem(key, value); } catch { /* private window: no memory */ } },
  drop(area, key) { try { area.removeItem(key); } catch { /* same */ } },
};

// --- Counts: asked for again while somebody looks ------------------------------------------------
$$("[data-poll]").forEach((el) => {
  setInterval(() => {
    if (document.visibilityState === "visible" && navigator.onLine) htmx.trigger(el, "segar");
  }, Number(el.dataset.poll) * 1000);
});

$(".bar [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// --- What was just done is said once; a reload does not say it again ------------------------------
if ($("#kabar")) {
  const url = new URL(location.href);
  url.searchParams.delete("kabar");
  history.replaceState(history.state, "", url);
}

// --- Filters: choosing is enough ------------------------------------------------------------------
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// --- Dialogs filled by the server: the same address shows a full page without JS ------------------
const dialog = $("#act");
let opener = null;
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!dialog.open) opener = link;
  try {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
    const body = document.createElement("div");
    body.dataset.actBody = "";
    body.innerHTML = await answer.text();
    dialog.replaceChildren(body);
    htmx.process(body);
    if (!dialog.open) dialog.showModal();
    ($("textarea:not([hidden]), select, input:not([type=hidden])", body) || dialog).focus();
  } catch {
    location.href = link.href;
  }
});
dialog?.addEventListener("close", () => { dialog.replaceChildren(); opener?.focus(); });
// A refused form comes back as 422, a report that is gone as 404 with the text that was typed:
// both belong into the dialog all the same.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (xhr.status === 422 || (xhr.status === 404 && dialog?.contains(target))) { event.detail.shouldSwap = true; event.detail.isError = false; }
});

// --- A revealed NIK hides again --------------------------------------------------------------------
document.addEventListener("htmx:afterSwap", () => $$("[data-hide-after]").forEach(hideLater));
function hideLater(el) {
  if (el.dataset.timed) return;
  el.dataset.timed = "1";
  setTimeout(() => { el.replaceChildren("NIK disembunyikan lagi."); }, Number(el.dataset.hideAfter) * 1000);
}
$$("[data-hide-after]").forEach(hideLater);

// --- Finding a template ----------------------------------------------------------------------------
document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-find]");
  if (!field) return;
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const root = field.closest("[data-act-body]") || document;
  let shown = 0;
  $$(field.dataset.find, root).forEach((el) => {
    const text = el.textContent.toLowerCase();
    el.hidden = !words.every((word) => text.includes(word));
    shown += el.hidden ? 0 : 1;
  });
  const none = $("[data-none]", root);
  if (none) none.hidden = shown > 0;
});
document.addEventListener("click", (event) => {
  const use = event.target.closest("[data-use]");
  const area = $("[data-answer]");
  const source = use && $("[data-text]", use.closest("[data-act-body]"));
  if (!source || !area) return;
  event.preventDefault();
  const form = area.form;
  const before = taken(form);
  put(form, { text: source.value, key: source.dataset.key, then: source.dataset.then, title: source.dataset.title,
    reason: source.dataset.then === "on_hold" ? source.dataset.title : "" });
  dialog.close();
  showTab("balas");
  area.focus();
  if (before.text.trim()) toast("Teks diganti dengan templat.", { label: "Urungkan", run: () => put(form, before) });
});

// --- Composer ----------------------------------------------------------------------------------------
const composer = $(".composer");
function showTab(name) {
  if (!composer || !$(`#tab-${name}`)) return;
  composer.dataset.tab = name;
  $$("[role=tab]", composer).forEach((tab) => tab.setAttribute("aria-selected", String(tab.id === `tab-${name}`)));
}
composer?.addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (tab) { showTab(tab.id.slice(4)); $(`#panel-${tab.id.slice(4)} textarea`)?.focus(); }
});

const GAP = /\{\{\s*[^{}]*\}\}|\{\{|\}\}/g;
$$("[data-answer]").forEach((area) => {
  const hint = $("[data-gaps]", area.form);
  const look = () => {
    const gaps = [...new Set(area.value.match(GAP) || [])];
    $$("[data-send]", area.form).forEach((button) => { button.disabled = gaps.length > 0; });
    if (hint) {
      hint.hidden = !gaps.length;
      $("span", hint).textContent = `Belum dapat dikirim: isi atau hapus ${gaps.join(", ")}.`;
    }
  };
  hint?.addEventListener("click", () => {
    const at = area.value.search(GAP);
    if (at >= 0) { area.focus(); area.setSelectionRange(at, at + area.value.match(GAP)[0].length); }
  });
  area.addEventListener("input", look);
  look();
});

// An answer is more than its text: the template it came from and the state it leads to go with it.
function taken(form) {
  return {
    text: $("textarea", form).value,
    key: form.template_key?.value,
    then: $(".actions > [name=then]", form)?.value,
    title: $("[data-from]", form)?.dataset.from,
    reason: form.hold_reason?.value,
    until: form.hold_until?.value,
  };
}
function put(form, draft) {
  const area = $("textarea", form);
  area.value = draft.text;
  if (form.template_key && draft.key !== undefined) form.template_key.value = draft.key;
  if (draft.then) lead(form, draft.then);
  if (form.hold_reason && draft.reason !== undefined) form.hold_reason.value = draft.reason;
  if (form.hold_until && draft.until) form.hold_until.value = draft.until;
  const from = $("[data-from]", form);
  if (from && draft.title !== undefined) {
    from.dataset.from = draft.title;
    from.textContent = draft.title ? `Konsep dari “${draft.title}”. Periksa sebelum mengirim.` : "";
  }
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
// The button of this state becomes the main one; the two change places.
function lead(form, then) {
  const hold = $("[data-hold]", form);
  if (hold) hold.open = then === "on_hold";
  const main = $(".actions > [name=then]", form);
  const other = $$("[name=then]", form).find((button) => button.value === then);
  if (!main || !other || other === main) return;
  const words = [...main.childNodes];
  main.replaceChildren(...other.childNodes);
  other.replaceChildren(...words);
  [main.value, other.value] = [other.value, main.value];
}

// Holding needs a reason: ask for it before the text travels.
document.addEventListener("click", (event) => {
  const form = event.target.closest("[name=then][value=on_hold]")?.form;
  if (!form?.hold_reason || (form.hold_reason.value.trim() && form.hold_until.value)) return;
  event.preventDefault();
  const menu = event.target.closest("details.more");
  if (menu) menu.open = false;
  $("[data-hold]", form).open = true;
  (form.hold_reason.value.trim() ? form.hold_until : form.hold_reason).focus();
  toast("Tuliskan alasan penahanan dan tanggal periksa lagi, lalu tekan sekali lagi.");
}, true);

// What is typed survives a reload in this tab only (other people use the same computer), and goes
// when it was sent: not when something else was done. A volunteer's question is never restored
// into the form that solves the report, so the outcome is part of the name. A text that came back
// refused is newer than the memory and stays.
const SENT = { balas: "balas", catatan: "catatan" }[$("#kabar")?.dataset.done];
const memory = (number, kind, outcome = "") => `tulis:${number}:${kind}${outcome && `:${outcome}`}`;
function remembered(key) {
  const kept = store.get(sessionStorage, key);
  if (!kept) return null;
  try {
    const draft = JSON.parse(kept);
    return typeof draft?.text === "string" ? draft : { text: kept };
  } catch { return { text: kept }; }
}
const number = $("[data-number]")?.dataset.number;
if (number && SENT) ["", "direset", "tanya"].forEach((outcome) => store.drop(sessionStorage, memory(number, SENT, outcome)));
$$("form[data-composer]").forEach((form) => {
  const area = $("textarea", form);
  const key = memory(number, form.dataset.composer, form.outcome?.value);
  const note = $("[data-kept]", form);
  const first = taken(form);
  const kept = remembered(key);
  if (kept && kept.text !== first.text && !$(".summary, .difference", form)) {
    put(form, kept);
    toast("Tulisan Anda yang belum terkirim dipulihkan.", { label: "Buang", run() {
      put(form, first);
      store.drop(sessionStorage, key);
    } });
  }
  let timer;
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (area.value === first.text) { store.drop(sessionStorage, key); return; }
      store.set(sessionStorage, key, JSON.stringify(taken(form)));
      if (note) note.textContent = `Tersimpan di tab ini ${new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" })}`;
    }, 500);
  });
});
// An answer leaves while a note stands half-written: say so before, because only one can be sent.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const noteText = $("#panel-catatan textarea")?.value.trim();
  if (form.dataset.composer === "balas" && noteText && !form.dataset.warned && composer) {
    event.preventDefault();
    event.stopImmediatePropagation();
    form.dataset.warned = "1";
    toast("Ada catatan internal yang belum disimpan. Tekan kirim sekali lagi untuk tetap mengirim jawaban; catatan tetap tersimpan di tab ini.");
  }
}, true);

// --- Switches that stay as they were left on this device --------------------------------------------
$$("[data-keep]").forEach((box) => {
  box.checked = store.get(localStorage, box.dataset.keep) === "1";
  box.addEventListener("change", () => store.set(localStorage, box.dataset.keep, box.checked ? "1" : "0"));
});

// --- Keyboard ------------------------------------------------------------------------------------------
const keysOn = $("#keys-on");
if (keysOn) {
  keysOn.checked = store.get(localStorage, "pintasan") !== "0";
  keysOn.addEventListener("change", () => store.set(localStorage, "pintasan", keysOn.checked ? "1" : "0"));
}
let going = 0;
const rows = () => $$("[data-row]");
function move(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.classList.contains("now"));
  const next = Math.min(all.length - 1, Math.max(0, now + step));
  all.forEach((row, index) => row.classList.toggle("now", index === next));
  $(".row-link", all[next]).focus();
  all[next].scrollIntoView({ block: "nearest" });
}
const press = (selector) => { const el = $(selector); if (el) { el.click(); return true; } return false; };
const COMMANDS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => $("[data-row].now .row-link")?.click(),
  "/": () => { const field = $("[data-search]"); if (field) field.select(); else location.href = "/meja/?view=semua"; },
  r: () => { showTab("balas"); $("#panel-balas textarea, #body")?.focus(); },
  n: () => { showTab("catatan"); $("#note")?.focus(); },
  c: () => COMMANDS.n(),
  v: () => press("[data-templates]"),
  a: () => press("[data-verb=ambil]"),
  t: () => $("#id_category")?.focus(),
  ".": () => press("[data-copy]"),
  ">": () => press("[data-next]"),
  "<": () => press("[data-previous]"),
  "?": () => { const sheet = $("#keys"); if (sheet && !sheet.open) sheet.showModal(); },
};
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field?.form) {
    const button = $("[data-send]:not(:disabled)", field.form);
    if (button && !button.closest("details")) { event.preventDefault(); field.form.requestSubmit(button); }
    return;
  }
  if (field || event.ctrlKey || event.metaKey || event.altKey || (dialog?.open || $("#keys")?.open)) return;
  if (keysOn && !keysOn.checked && event.key !== "?") return;
  if (going && Date.now() - going < 1500) {
    going = 0;
    const target = $(`.bar [data-key="${CSS.escape(event.key)}"]`);
    if (target) { event.preventDefault(); target.click(); }
    else if (/^[a-z]$/.test(event.key)) location.href = "/meja/";
    return;
  }
  if (event.key === "g") { going = Date.now(); return; }
  const command = COMMANDS[event.key];
  if (command) { event.preventDefault(); command(); }
});

// Menus close when one clicks elsewhere or presses Escape.
const menus = "details.who, details.more";
document.addEventListener("click", (event) => $$(menus).forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") $$(menus).forEach((menu) => { menu.open = false; }); });
