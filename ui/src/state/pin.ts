/** The fewest and the most digits of a PIN. */
export const PIN_LENGTH = { least: 4, most: 8 };

/** Whether this may be somebody's PIN. */
export function isPin(digits: string): boolean {
  const { least, most } = PIN_LENGTH;
  return /^\d+$/.test(digits) && digits.length >= least && digits.length <= most;
}

/** What of something typed or pasted can stand in a PIN. */
export function pinDigits(typed: string): string {
  return typed.replace(/\D/g, '').slice(0, PIN_LENGTH.most);
}
