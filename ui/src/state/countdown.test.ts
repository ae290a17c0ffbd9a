import { describe, expect, it } from 'vitest';
import { countdown } from './countdown';

const link = {
  url: '',
  qr: { size: 21, path: '' },
  openedAt: 1_000_000,
  expiresAt: 1_000_000 + 15 * 60_000,
};

describe('the countdown', () => {
  it('tells the minutes and seconds that are left', () => {
    expect(countdown(link, link.openedAt + 28_000)).toEqual({
      time: '14:32',
      left: 969,
      over: false,
    });
  });

  it('counts a begun second as one, so that zero means over', () => {
    expect(countdown(link, link.expiresAt - 1)).toMatchObject({ time: '0:01', over: false });
    expect(countdown(link, link.expiresAt)).toMatchObject({ time: '0:00', left: 0, over: true });
  });

  it('stays at zero afterwards', () => {
    expect(countdown(link, link.expiresAt + 60_000)).toEqual({ time: '0:00', left: 0, over: true });
  });

  it('is full where the clock stands before the opening', () => {
    expect(countdown(link, link.openedAt - 5_000).left).toBe(1000);
  });

  it('tells hours where there are some', () => {
    expect(countdown({ ...link, expiresAt: 0 + 3_872_000 }, 0).time).toBe('1:04:32');
  });
});
