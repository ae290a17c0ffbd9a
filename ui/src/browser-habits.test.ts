import { describe, expect, it } from 'vitest';
import { isBrowserHabit } from './browser-habits';

function habit(keys: string): boolean {
  const parts = keys.split('+').filter((part) => part !== '');
  const key = keys.endsWith('+') ? '+' : (parts.at(-1) ?? '');
  return isBrowserHabit({
    key,
    ctrlKey: parts.includes('Ctrl'),
    altKey: parts.includes('Alt'),
    metaKey: parts.includes('Meta'),
  });
}

describe('what a browser does by habit', () => {
  it('is kept from a till', () => {
    const habits = ['F5', 'Ctrl+R', 'Ctrl+r', 'Ctrl+p', 'Ctrl+f', 'F3', 'F12', 'Ctrl+Shift+I'];
    const more = ['Ctrl++', 'Ctrl+-', 'Ctrl+0', 'Alt+ArrowLeft', 'BrowserBack', 'Meta+r', 'F7'];
    for (const keys of [...habits, ...more]) expect(habit(keys), keys).toBe(true);
  });

  it('leaves what a till uses, and writing', () => {
    const ours = ['F2', 'F4', 'F9', 'Escape', 'Enter', 'Ctrl+l', 'Backspace', '5', 'r', '+'];
    const writing = ['Ctrl+c', 'Ctrl+v', 'Ctrl+x', 'Ctrl+z', 'Ctrl+a', 'ArrowLeft', 'Tab', 'Home'];
    // AltGr is Ctrl and Alt: it writes @ and € on Spanish keyboards.
    for (const keys of [...ours, ...writing, 'Ctrl+Alt+e', 'Alt+F4'])
      expect(habit(keys), keys).toBe(false);
  });
});
