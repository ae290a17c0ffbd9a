// What a browser does with keys and gestures that a till must not: reload, print, search, zoom, go
// back, open what is dropped on it.

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>;

/** Without a modifier. */
const ALONE = new Set([
  'F1',
  'F3',
  'F5',
  'F6',
  'F7',
  'F10',
  'F11',
  'F12',
  'BrowserBack',
  'BrowserForward',
  'BrowserRefresh',
  'BrowserSearch',
  'BrowserHome',
]);

/** With Ctrl; on a Mac with ⌘. */
const WITH_CONTROL = new Set([...'defghijknoprstuw', '+', '-', '=', '_', '0', 'F5', 'Tab']);

const WITH_ALT = new Set(['ArrowLeft', 'ArrowRight', 'Home']);

/** Whether a browser would make something of these keys that is none of a till's. */
export function isBrowserHabit({ key, ctrlKey, altKey, metaKey }: Key): boolean {
  const name = key.length === 1 ? key.toLowerCase() : key;
  if (ctrlKey || metaKey) return !altKey && WITH_CONTROL.has(name);
  return altKey ? WITH_ALT.has(name) : ALONE.has(name);
}

function isText(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, textarea');
}

/** Keeps a window from them. */
export function unlearn(window: Window): void {
  const refuse = (event: Event) => event.preventDefault();
  const capture = { capture: true };
  window.addEventListener('keydown', (event) => isBrowserHabit(event) && refuse(event), capture);
  window.addEventListener('contextmenu', (event) => !isText(event.target) && refuse(event), capture);
  window.addEventListener('wheel', (event) => event.ctrlKey && refuse(event), {
    ...capture,
    passive: false,
  });
  for (const dropped of ['dragover', 'drop'] as const) {
    window.addEventListener(dropped, refuse, capture);
  }
}
