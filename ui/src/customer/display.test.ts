import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CustomerDisplay, CustomerScene } from '../dto';
import { speak, text } from '../text';
import { en } from '../text/en';
import { es } from '../text/es';
import { Display } from './display.svelte';

const IDLE: CustomerScene = { kind: 'idle' };
const THANKS: CustomerScene = { kind: 'thanks', amount: '$12.990' };

function pay(): CustomerScene {
  const qr = { size: 1, path: 'M0 0h1v1h-1z' };
  return { kind: 'pay', amount: '$12.990', qr, missing: null, tryAgain: false };
}

function showing(scene: CustomerScene, more: Partial<CustomerDisplay> = {}): CustomerDisplay {
  return { shop: 'Almacén Doña Rosa', language: 'es', mode: 'live', scene, ...more };
}

let display: Display;
let tell: (display: CustomerDisplay) => void;

beforeEach(async () => {
  vi.useFakeTimers();
  display = new Display();
  await display.listen({
    onDisplay: (take) => {
      tell = take;
      return Promise.resolve();
    },
  });
});

afterEach(() => {
  vi.useRealTimers();
  speak('es');
});

describe('what the customer sees', () => {
  it('is nothing of a sale until the till tells', () => {
    expect(display.now).toEqual({ shop: '', language: 'es', mode: 'live', scene: IDLE });
  });

  it('is what the till told last', () => {
    tell(showing(pay()));
    tell(showing(THANKS));
    expect(display.now).toEqual(showing(THANKS));
  });

  it('stays the same object while it says the same', () => {
    tell(showing(pay()));
    const before = display.now;
    tell(showing(pay()));
    expect(display.now).toBe(before);
    tell(showing({ ...pay(), tryAgain: true } as CustomerScene));
    expect(display.now).not.toBe(before);
  });
});

describe('a till that falls silent', () => {
  it('leaves the name of the shop, and nothing to pay', () => {
    tell(showing(pay()));
    vi.advanceTimersByTime(4_999);
    expect(display.now).toEqual(showing(pay()));
    vi.advanceTimersByTime(1);
    expect(display.now).toEqual(showing(IDLE));
  });

  it('is one that does not even repeat itself', () => {
    tell(showing(THANKS));
    for (let second = 0; second < 60; second += 1) {
      vi.advanceTimersByTime(1_000);
      tell(showing(THANKS));
    }
    expect(display.now).toEqual(showing(THANKS));
    vi.advanceTimersByTime(5_000);
    expect(display.now).toEqual(showing(IDLE));
  });

  it('is shown again as soon as it speaks', () => {
    tell(showing(pay()));
    vi.advanceTimersByTime(60_000);
    tell(showing(pay()));
    expect(display.now).toEqual(showing(pay()));
  });
});

describe('the language', () => {
  it('is the one that the till speaks now', () => {
    tell(showing(IDLE, { language: 'en' }));
    expect(text).toBe(en);
    expect(display.now.language).toBe('en');
    tell(showing(IDLE));
    expect(text).toBe(es);
  });

  it('stays where the till falls silent', () => {
    tell(showing(pay(), { language: 'en' }));
    vi.advanceTimersByTime(5_000);
    expect(text).toBe(en);
    expect(display.now).toEqual(showing(IDLE, { language: 'en' }));
  });
});
