"use strict";

// The desk works without this file; it adds keys, and holds back a second submit.

const COMMANDS = new Set(["a", "n", "z", "j", "k", "o", "0", "1", "2", "3", "4", "5", "6", "7", "8"]);
const legend = document.getElementById("keys");

// What is printed on a Latin key counts (Dvorak, AZERTY); on other layouts the place of the key does.
function nameOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (/^[a-z0-9?/]$/.test(key)) return key;
  if (key.length !== 1) return key;
  const place = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(event.code);
  if (place && place[1]) return place[1].toLowerCase();
  if (place && !event.shiftKey) return place[2];
  if (event.code === "Slash") return event.shiftKey ? "?" : "/";
  return key;
}

function isTyping(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

function keysAreOn() {
  try {
    return localStorage.getItem("keys") !== "off";
  } catch {
    return true; // storage forbidden: nobody can have turned them off
  }
}

function press(name) {
  for (const target of document.querySelectorAll(`[data-key="${name}"]`)) {
    const folded = target.closest("details:not([open])");
    if (folded && target.tagName !== "SUMMARY") continue;
    target.click();
    if (target.tagName === "SUMMARY") target.focus();
    return true;
  }
  return false;
}

function step(selector, by) {
  const all = [...document.querySelectorAll(selector)];
  if (!all.length) return false;
  const at = all.findIndex((one) => one === document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
  const chosen = all[selector.includes("evidence") ? (next + all.length) % all.length : Math.min(Math.max(next, 0), all.length - 1)];
  chosen.focus({ preventScroll: true });
  chosen.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  return true;
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function openLegend() {
  if (legend && !legend.open) legend.showModal();
  return true;
}

function obey(name, shift) {
  if (name === "?") return openLegend();
  if (name === "h") return step("mark[data-evidence]", shift ? -1 : 1);
  if (shift) return false;
  if (name === "/") {
    const fields = [...document.querySelectorAll("[data-search]")].filter((field) => field.checkVisibility({ visibilityProperty: true }));
    const field = fields.at(-1);
    if (!field) location.assign("/search");
    else {
      field.focus();
      field.select();
    }
    return true;
  }
  if (!COMMANDS.has(name)) return false;
  if (press(name)) return true;
  return (name === "j" && step("[data-row]", 1)) || (name === "k" && step("[data-row]", -1));
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  if (event.key === "Escape") {
    const open = document.querySelector("[data-reject][open]");
    if (open && !(legend && legend.open)) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (isTyping(event.target)) event.target.blur();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  if ((legend && legend.open) || !keysAreOn()) return;
  if (obey(nameOf(event), event.shiftKey)) event.preventDefault();
});

// One decision, one submit: a second press while the first is on its way is dropped. (The form key guards it as well.)
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});

for (const link of document.querySelectorAll('a[href="#keys"]')) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    openLegend();
  });
}
if (legend) {
  for (const close of legend.querySelectorAll("[data-close]")) {
    close.addEventListener("click", (event) => {
      event.preventDefault();
      legend.close();
    });
  }
  legend.addEventListener("click", (event) => {
    if (event.target === legend) legend.close(); // the backdrop
  });
  const shown = legend.querySelector("[data-keys-switch]");
  const box = shown.querySelector("input");
  shown.hidden = false;
  box.checked = keysAreOn();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem("keys", box.checked ? "on" : "off");
    } catch {
      box.checked = true;
    }
  });
}

// A suggested fact shows the words it was read from: while pointed at, and for good once followed.
let followed = null;
function light(number) {
  for (const part of document.querySelectorAll(".fact")) part.classList.toggle("lit", number !== null && part.dataset.facts.split(" ").includes(number));
}
for (const link of document.querySelectorAll("a[data-fact]")) {
  const number = link.dataset.fact;
  for (const event of ["mouseenter", "focus"]) link.addEventListener(event, () => light(number));
  for (const event of ["mouseleave", "blur"]) link.addEventListener(event, () => light(followed));
  link.addEventListener("click", () => light((followed = number)));
}

// A link to a sentence also takes the focus there, so that H goes on from it.
addEventListener("hashchange", () => {
  const mark = document.getElementById(location.hash.slice(1));
  if (mark && mark.tagName === "MARK") mark.focus();
});
