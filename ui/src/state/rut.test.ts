import { describe, expect, it } from 'vitest';
import { checkRut, formatRut } from './rut';

describe('the check digit of a RUT', () => {
  it('fits or not, as soon as it is there', () => {
    expect(checkRut('12.345.678-5')).toBe('right');
    expect(checkRut('12.345.678-6')).toBe('wrong');
    expect(checkRut('123456785')).toBe('right');
    expect(checkRut('123456784')).toBe('wrong');
    expect(checkRut('76.086.428-5')).toBe('right');
    expect(checkRut('999.999-K')).toBe('right');
  });

  it('is 0 or K where the rest says so', () => {
    expect(checkRut('6.500.004-0')).toBe('right');
    expect(checkRut('6.500.004-K')).toBe('wrong');
    expect(checkRut('10.000.013-K')).toBe('right');
    expect(checkRut('10.000.013-k')).toBe('right');
    expect(checkRut('10.000.013-0')).toBe('wrong');
  });

  it('is waited for', () => {
    for (const text of ['', '1', '12.345.6', '12.345.678-', '12345678']) {
      expect(checkRut(text), text).toBe('unfinished');
    }
  });

  it('is not waited for where it is said to be there', () => {
    expect(checkRut('1.234.567-8')).toBe('wrong');
    expect(checkRut('1234567K')).toBe('wrong');
  });

  it('fits nothing that is no RUT', () => {
    expect(checkRut('pasaporte')).toBe('wrong');
  });
});

describe('a written RUT', () => {
  it('has dots and a hyphen', () => {
    expect(formatRut('123456785')).toBe('12.345.678-5');
    expect(formatRut(' 12345678-5')).toBe('12.345.678-5');
    expect(formatRut('10000013k')).toBe('10.000.013-K');
    expect(formatRut('999999K')).toBe('999.999-K');
  });

  it('stays as it is where it is none yet', () => {
    for (const text of ['', '12.345', 'pasaporte']) expect(formatRut(text)).toBe(text);
  });
});
