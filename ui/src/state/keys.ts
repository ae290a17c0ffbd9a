/** What a key means, wherever it is pressed. */
export type Command =
  | { do: 'digits'; digits: string }
  | { do: 'backspace' | 'confirm' | 'back' | 'new-sale' | 'sales' | 'print' | 'lock' };

/** What has the focus: text being written, a control with a use of its own for Enter, or neither. */
export type Focus = 'text' | 'control' | 'elsewhere';

/** What of that an element is. */
export function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof Element)) return 'elsewhere';
  if (target.matches('button, summary, input[type=file]')) return 'control';
  // A list of choices takes keys as they are typed, too.
  return target.matches('input:not([type=checkbox], [type=radio]), textarea, select')
    ? 'text'
    : 'elsewhere';
}

type Key = Pick<KeyboardEvent, 'key' | 'repeat' | 'ctrlKey' | 'altKey' | 'metaKey'>;

/** A key with the time at which it was pressed. */
export type TimedKey = Key & Pick<KeyboardEvent, 'timeStamp'>;

/** Whether a key writes something. */
export function isCharacter(key: Key): boolean {
  return key.key.length === 1 && !key.ctrlKey && !key.altKey && !key.metaKey;
}

export function commandOf(key: Key, focus: Focus): Command | null {
  if (key.ctrlKey && !key.altKey && !key.metaKey && key.key.toLowerCase() === 'l') {
    return { do: 'lock' };
  }
  if (key.ctrlKey || key.altKey || key.metaKey) return null;
  switch (key.key) {
    case 'F2':
      return { do: 'new-sale' };
    case 'F4':
      return key.repeat ? null : { do: 'sales' };
    case 'F9':
      return key.repeat ? null : { do: 'print' };
    case 'Escape':
      return { do: 'back' };
    case 'Enter':
      // A key held down would charge, and then confirm whatever comes next.
      return key.repeat || focus === 'control' ? null : { do: 'confirm' };
    case 'Backspace':
      return focus === 'text' ? null : { do: 'backspace' };
    default:
      return /^[0-9]$/.test(key.key) && focus !== 'text' ? { do: 'digits', digits: key.key } : null;
  }
}
