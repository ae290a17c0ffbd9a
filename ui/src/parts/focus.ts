/** What had the focus before any dialog came up, and what is around it, from the inside out. */
let left: HTMLElement[] = [];

/** A dialog comes up; one that follows another goes back to where the first one came from. */
export function leaveFocus(): void {
  const at = document.activeElement;
  if (!(at instanceof HTMLElement) || at === document.body || at.closest('dialog') !== null) return;
  left = [];
  for (let next: HTMLElement | null = at; next !== null; ) {
    left.push(next);
    next = next.parentElement?.closest<HTMLElement>('[tabindex]') ?? null;
  }
}

/** A dialog is gone: to what it came from, or around it, unless something else took the focus. */
export function returnFocus(): void {
  if (document.querySelector('dialog[open]') !== null) return;
  const before = left;
  left = [];
  if (document.activeElement !== document.body) return;
  before.some((element) => {
    element.focus({ preventScroll: true });
    return document.activeElement === element;
  });
}

/** Goes on here where what had the focus is gone, or cannot be used any more. */
export function takeLostFocus(element: HTMLElement): void {
  if (document.activeElement === document.body) element.focus();
}
