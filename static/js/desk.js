// The common behaviour of all pages. Everything here is a help: each page works without it.
// No inline handlers, no eval (strict CSP); elements say what they want by data attributes.

const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// What is said from here stands in the page, in the reader's language.
const words = document.getElementById("toasts")?.dataset ?? {};
const english = document.documentElement.lang === "en";

/** Show a short message; `undo` is an optional { label, run }. */
export function toast(text, undo) {
  const box = show(text, undo);
  setTimeout(() => box.remove(), undo ? 8000 : 4000);
}

/** Say that something went wrong. It stays until it is closed: who looks away must still learn of it. */
export function warn(text) {
  for (const old of $$("#toasts .warning")) if (old.firstChild.data === text) old.remove();
  const box = show(text, { label: words.close, run() {} });
  box.classList.add("warning");
  box.setAttribute("role", "alert");
}

function show(text, act) {
  const box = document.createElement("div");
  box.className = "toast";
  box.append(text);
  if (act) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = act.label;
    button.addEventListener("click", () => { act.run(); box.remove(); });
    box.append(button);
  }
  document.getElementById("toasts")?.append(box);
  return box;
}

// --- Theme: a cookie, so that the server paints the right one at once --------------------------
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
});

// --- Copy buttons: data-copy holds the text ------------------------------------------------------
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast(button.dataset.copied || words.copied);
  } catch {
    toast(button.dataset.copy);
  }
});

// --- Dialogs: data-open="#id" opens, data-close closes the one around it ------------------------
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.querySelector(opener.dataset.open)?.showModal();
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
});

// --- Offline banner ------------------------------------------------------------------------------
const offline = document.getElementById("offline");
const showLine = () => { if (offline) offline.hidden = navigator.onLine; };
addEventListener("online", showLine);
addEventListener("offline", showLine);
showLine();

// --- Drafts: only fields marked data-draft are kept, and never one that holds an identity number -
// data-draft="checked": kept only while the text is the one that the server's last check called
// clean; a password that is being typed, or stands in a refused form, never reaches the disk.
// data-draft="careful": nobody checks it, so nothing is kept that speaks of passwords at all.
const NEVER = /nik|password|sandi|token|code|kode/i;
const SECRET = /sandi|pass|pasw|pswd|pwd|\bpw\b|\bpin\b|otp|kode/i;
const DAY = 86400000;
const draftFields = (form) =>
  $$("[data-draft]", form).filter((el) => el.name && !NEVER.test(el.name) && el.type !== "file");

/** Mask what looks like an identity number, so that the disk never holds one. */
const withoutNumbers = (text) => text.replace(/(?:\d[ .-]?){16}/g, "");

const called = new WeakMap(); // field -> the text that was called clean
const mayKeep = (el) => {
  if (el.dataset.draft === "checked") return called.get(el) === el.value;
  return el.dataset.draft !== "careful" || !SECRET.test(el.value);
};

function keepDraft(form) {
  const key = `draft:${form.dataset.draftKey}`;
  const note = form.querySelector("[data-draft-note]");
  const clear = form.querySelector("[data-draft-clear]"); // on a shared computer
  let timer;
  const save = () => {
    const kept = {};
    for (const el of draftFields(form)) if (el.value && mayKeep(el)) kept[el.name] = withoutNumbers(el.value);
    try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), kept })); } catch { return; }
    if (clear) clear.hidden = false;
    if (note) note.textContent = note.dataset.draftNote.replace("{}", new Date().toLocaleTimeString(english ? "en-GB" : "id-ID", { hour: "2-digit", minute: "2-digit" }));
  };
  try {
    const stored = JSON.parse(localStorage.getItem(key) || "null");
    if (stored && Date.now() - stored.at < 2 * DAY) {
      for (const el of draftFields(form)) {
        if (!el.value && stored.kept[el.name]) el.value = stored.kept[el.name];
        if (clear) clear.hidden = false;
      }
    } else localStorage.removeItem(key);
  } catch { localStorage.removeItem(key); }
  // Text that came with the page or from the draft is checked like typed text, once htmx listens.
  addEventListener("load", () => {
    for (const el of draftFields(form)) if (el.value && el.dataset.draft === "checked") el.dispatchEvent(new Event("change", { bubbles: true }));
  });
  clear?.addEventListener("click", () => {
    clearTimeout(timer);
    localStorage.removeItem(key);
    for (const el of draftFields(form)) { el.value = ""; called.delete(el); }
    clear.hidden = true;
    if (note) note.textContent = "";
  });
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 600); });
  // The answer of a check: only now is it known whether the text may be kept.
  document.addEventListener("htmx:afterSwap", (event) => {
    const el = event.detail.requestConfig?.elt;
    if (el?.dataset?.draft !== "checked" || !form.contains(el)) return;
    if (event.detail.target.querySelector("[data-secret]")) called.delete(el);
    else called.set(el, String(event.detail.requestConfig.parameters[el.name] ?? "").replaceAll("\r\n", "\n"));
    clearTimeout(timer);
    save();
  });
}
// A page that names a draft as sent lets it go, before it could be put back.
$$("[data-draft-sent]").forEach((el) => localStorage.removeItem(`draft:${el.dataset.draftSent}`));
$$("form[data-draft-key]").forEach(keepDraft);

// --- Double submit: the second click waits; after 20 s (or coming back) it may be tried again ----
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (!navigator.onLine) { event.preventDefault(); showLine(); offline?.scrollIntoView(); return; }
  form.dataset.sent = "1";
  const button = event.submitter;
  const busy = button?.dataset.busy;
  if (busy) { button.dataset.idle = button.textContent; setTimeout(() => { button.textContent = busy; }); }
  const slow = setTimeout(() => toast(words.sending), 2000);
  const free = () => {
    clearTimeout(slow);
    delete form.dataset.sent;
    if (busy) button.textContent = button.dataset.idle;
  };
  setTimeout(free, 20000);
  addEventListener("pageshow", free, { once: true });
});

// --- Files: names, sizes, preview, and a word at once about what will be refused ------------------
const size = (n) => (!n ? "0 KB" : n < 1048576 ? `${Math.max(1, Math.round(n / 1024))} KB` : `${(n / 1048576).toFixed(1).replace(".", english ? "." : ",")} MB`);
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file") return;
  const list = document.getElementById(input.dataset.preview);
  if (!list) return;
  $$("img", list).forEach((img) => URL.revokeObjectURL(img.src));
  list.replaceChildren();
  const max = Number(input.dataset.maxBytes || 0);
  const count = Number(input.dataset.maxCount || 99);
  [...input.files].forEach((file, index) => {
    const row = document.createElement("li");
    row.className = "file";
    if (/^image\/(png|jpeg)$/.test(file.type)) {
      const img = new Image();
      img.alt = "";
      img.src = URL.createObjectURL(file);
      row.append(img);
    }
    const label = document.createElement("span");
    label.textContent = `${file.name} · ${size(file.size)}`;
    row.append(label);
    const wrong = index >= count ? words.tooMany : !file.size ? words.empty : max && file.size > max ? words.tooLarge : "";
    if (wrong) { row.classList.add("bad"); label.textContent += ` · ${wrong}`; }
    list.append(row);
  });
});

// --- Forms: a suggestion taken by one tap, one address for two fields, selects that reload -------
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  const field = button && document.getElementById(button.dataset.fill);
  if (!field) return;
  field.value = button.dataset.value;
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  field.focus();
});
document.addEventListener("change", (event) => {
  const other = document.getElementById(event.target.dataset?.prefills);
  if (other && !other.value) other.value = event.target.value;
});
// The button beside the select reloads the fields; without JavaScript the reader presses it.
$$("[data-refreshes]").forEach((button) => {
  document.getElementById(button.dataset.refreshes)?.addEventListener("change", () => button.click());
});

// --- htmx: a server that fails or is slow says so ------------------------------------------------
// What only helps while one types stays silent when it can't.
const isQuiet = (event) => event.target.closest?.("[data-quiet]");
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500 && !isQuiet(event)) warn(words.broken);
});
document.addEventListener("htmx:sendError", (event) => { if (!isQuiet(event)) warn(words.unreached); });

// Error summary: put the reader where the work is.
document.querySelector("[data-focus]")?.focus();
document.documentElement.classList.add("js");
