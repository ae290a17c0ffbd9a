/** What is known of a RUT while it is written. */
export type RutCheck = 'unfinished' | 'right' | 'wrong';

/**
 * Whether a RUT's check digit fits. Without a hyphen, eight digits may lack their check digit still.
 */
export function checkRut(text: string): RutCheck {
  const rut = read(text);
  if (rut === null) return /[^\d\s.\-k]/i.test(text) ? 'wrong' : 'unfinished';
  if (checkDigit(rut.number) === rut.check) return 'right';
  const isWhole = text.includes('-') || rut.check === 'K' || rut.number.length === LONGEST;
  return isWhole ? 'wrong' : 'unfinished';
}

/** Such as `12.345.678-5`; what is no RUT stays as it is. */
export function formatRut(text: string): string {
  const rut = read(text);
  if (rut === null) return text;
  return `${rut.number.replace(/\B(?=(\d{3})+$)/g, '.')}-${rut.check}`;
}

/** The digits of the longest number. */
const LONGEST = 8;

function read(text: string): { number: string; check: string } | null {
  const plain = text.replace(/[\s.]/g, '').toUpperCase();
  const [, number, check] = /^(\d{6,8})-?([\dK])$/.exec(plain) ?? [];
  return number === undefined || check === undefined ? null : { number, check };
}

/** Modulo 11, with weights from 2 to 7 from the right. */
function checkDigit(number: string): string {
  const sum = [...number]
    .reverse()
    .reduce((sum, digit, place) => sum + Number(digit) * (2 + (place % 6)), 0);
  const rest = 11 - (sum % 11);
  if (rest === 11) return '0';
  return rest === 10 ? 'K' : `${rest}`;
}
