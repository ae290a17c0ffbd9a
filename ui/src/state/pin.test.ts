import { describe, expect, it } from 'vitest';
import { isPin, pinDigits } from './pin';

describe('a PIN', () => {
  it('has four to eight digits', () => {
    expect(['123', '1234', '12345678', '123456789'].map(isPin)).toEqual([false, true, true, false]);
  });

  it('has nothing but digits', () => {
    expect(isPin('12a4')).toBe(false);
    expect(isPin(' 1234')).toBe(false);
  });

  it('takes digits alone, and no more than eight', () => {
    expect(pinDigits('12 3a4')).toBe('1234');
    expect(pinDigits('1234567890')).toBe('12345678');
  });
});
