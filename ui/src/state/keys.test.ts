import { describe, expect, it } from 'vitest';
import { commandOf, isCharacter } from './keys';

const key = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  repeat: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...more,
});

describe('keys', () => {
  it('enter digits wherever the focus is, except in text', () => {
    expect(commandOf(key('7'), 'elsewhere')).toEqual({ do: 'digits', digits: '7' });
    expect(commandOf(key('7'), 'control')).toEqual({ do: 'digits', digits: '7' });
    expect(commandOf(key('7'), 'text')).toBeNull();
    expect(commandOf(key('Backspace'), 'elsewhere')).toEqual({ do: 'backspace' });
    expect(commandOf(key('Backspace'), 'text')).toBeNull();
  });

  it('confirm with Enter, from text as well', () => {
    expect(commandOf(key('Enter'), 'elsewhere')).toEqual({ do: 'confirm' });
    expect(commandOf(key('Enter'), 'text')).toEqual({ do: 'confirm' });
  });

  it('leave Enter to a control that has the focus', () => {
    expect(commandOf(key('Enter'), 'control')).toBeNull();
  });

  it('take a held Enter once only', () => {
    expect(commandOf(key('Enter', { repeat: true }), 'elsewhere')).toBeNull();
  });

  it('have their names', () => {
    expect(commandOf(key('F2'), 'text')).toEqual({ do: 'new-sale' });
    expect(commandOf(key('F4'), 'text')).toEqual({ do: 'sales' });
    expect(commandOf(key('F9'), 'elsewhere')).toEqual({ do: 'print' });
    expect(commandOf(key('Escape'), 'elsewhere')).toEqual({ do: 'back' });
  });

  it('are nothing of ours with a modifier, or otherwise', () => {
    expect(commandOf(key('1', { ctrlKey: true }), 'elsewhere')).toBeNull();
    expect(commandOf(key('F4', { altKey: true }), 'elsewhere')).toBeNull();
    expect(commandOf(key('a'), 'elsewhere')).toBeNull();
    expect(commandOf(key(','), 'elsewhere')).toBeNull();
  });
});

describe('characters', () => {
  it('are what a key writes', () => {
    for (const name of ['7', 'a', '-', ' ']) expect(isCharacter(key(name)), name).toBe(true);
    for (const name of ['Enter', 'F4', 'Shift']) expect(isCharacter(key(name)), name).toBe(false);
    expect(isCharacter(key('v', { ctrlKey: true }))).toBe(false);
  });
});
