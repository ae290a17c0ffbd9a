// What the page adds where scripts run: the time left, counted down, and a look at how the payment
// stands without loading the page again for nothing. Without it the page says until when it can be
// paid, and loads itself again while the bank is at work.
"use strict";

const SECOND = 1000;
const SOON = 2 * 60 * SECOND;
const LOOK_EVERY = 2 * SECOND;

function countDown(shown) {
  const [start, speed] = [Date.now(), Number(shown.dataset.speed)];
  const total = Number(shown.dataset.seconds) * SECOND;
  const figures = shown.querySelector("b");
  const soon = document.getElementById("soon");
  const two = (number) => String(number).padStart(2, "0");

  function show() {
    const left = total - (Date.now() - start) * speed;
    if (left <= 0) {
      location.replace(location.pathname);
      return;
    }
    const seconds = Math.ceil(left / SECOND);
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const clock = `${two(minutes)}:${two(seconds % 60)}`;
    figures.textContent = hours > 0 ? `${hours}:${clock}` : clock;
    if (left < SOON && soon.textContent === "") soon.textContent = soon.dataset.text;
    setTimeout(show, Math.max((left % SECOND || SECOND) / speed, SECOND / 10));
  }

  show();
  shown.hidden = false;
}

async function lookAgain() {
  try {
    const answer = await fetch(location.pathname);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok && page.title !== document.title) {
      location.replace(location.pathname);
      return;
    }
  } catch {
    // Out of reach for a moment: the next look may do better.
  }
  setTimeout(lookAgain, LOOK_EVERY);
}

const countdown = document.getElementById("countdown");
if (countdown) countDown(countdown);
if (document.querySelector("[data-look-again]")) setTimeout(lookAgain, LOOK_EVERY);
