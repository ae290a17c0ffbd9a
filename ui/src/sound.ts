import type { Tone } from './state/tone';

type Note = { hertz: number; from: number; seconds: number };

const NOTES: Record<Tone, Note[]> = {
  approved: [
    { hertz: 659, from: 0, seconds: 0.14 },
    { hertz: 988, from: 0.15, seconds: 0.3 },
  ],
  rejected: [{ hertz: 196, from: 0, seconds: 0.45 }],
  attention: [0, 0.2, 0.4].map((from) => ({ hertz: 587, from, seconds: 0.11 })),
};

const LOUDNESS = 0.25;

let audio: AudioContext | null = null;

/** Plays a tone. Sound is never the only sign of anything, so where there is none, it is silent. */
export function play(tone: Tone): void {
  try {
    audio ??= new AudioContext();
    // A window that nobody has touched yet starts suspended.
    audio.resume().catch(() => {});
    for (const note of NOTES[tone]) sound(audio, note);
  } catch {
    audio = null;
  }
}

function sound(context: AudioContext, { hertz, from, seconds }: Note): void {
  const start = context.currentTime + from;
  const end = start + seconds;
  const voice = context.createOscillator();
  const volume = context.createGain();
  voice.type = 'triangle';
  voice.frequency.value = hertz;
  // Ramps, because a note that starts or ends at once clicks.
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.015);
  volume.gain.setValueAtTime(LOUDNESS, end - 0.05);
  volume.gain.linearRampToValueAtTime(0, end);
  voice.connect(volume).connect(context.destination);
  voice.start(start);
  voice.stop(end);
}
