import type { PayLink } from '../dto';

export type Countdown = {
  /** `14:32`, or `1:04:32` from an hour on. */
  time: string;
  /** What is left, in thousandths of the whole. */
  left: number;
  over: boolean;
};

/** What the local clock makes of a link; it ends nothing, only the gateway's answer does. */
export function countdown(link: PayLink, now: number): Countdown {
  const left = Math.max(0, link.expiresAt - now);
  const whole = Math.max(1, link.expiresAt - link.openedAt);
  return {
    time: clockTime(Math.ceil(left / 1000)),
    left: Math.min(1000, Math.round((left * 1000) / whole)),
    over: left === 0,
  };
}

function clockTime(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
}
