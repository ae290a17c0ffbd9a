import type { PrinterForm } from '../dto';
import { Task } from './task.svelte';

/** How a printer is reached. */
export type Reach = 'none' | 'queue' | 'tcp' | 'serial' | 'file';

/** How many dots are usual across paper of so many columns. */
const USUAL_DOTS: Record<string, string> = { 32: '384', 42: '512', 48: '576' };

const USUAL_SPEED = '9600';

/** A printer as it is written. */
export class PrinterEntry {
  reach = $state<Reach>('none');
  queue = $state('');
  address = $state('');
  port = $state('');
  speed = $state(USUAL_SPEED);
  path = $state('');

  columns = $state('48');
  letters = $state('windows-1252');
  doubleByte = $state('absent');
  qr = $state('native');
  cut = $state('full');
  drawer = $state('none');
  /** The test page. */
  test = new Task();

  /** As somebody chose them; as usual where nobody did. */
  #dots = $state<string | null>(null);

  constructor(of: PrinterForm | undefined) {
    if (of === undefined) return;
    const { target, dots, ...profile } = of;
    Object.assign(this, profile);
    if (dots !== USUAL_DOTS[of.columns]) this.#dots = dots;
    this.#readTarget(target);
  }

  get dots(): string {
    return this.#dots ?? USUAL_DOTS[this.columns] ?? '576';
  }

  set dots(dots: string) {
    this.#dots = dots;
  }

  /** Whether it is said where it is. */
  get isWhole(): boolean {
    return this.reach === 'none' || this.place.trim() !== '';
  }

  /** `null` where there is none. */
  get form(): PrinterForm | null {
    if (this.reach === 'none') return null;
    const { columns, dots, letters, doubleByte, qr, cut, drawer } = this;
    return { target: this.#target, columns, dots, letters, doubleByte, qr, cut, drawer };
  }

  /** Where it is, by the way it is reached. */
  get place(): string {
    switch (this.reach) {
      case 'none':
        return '';
      case 'queue':
        return this.queue;
      case 'tcp':
        return this.address;
      case 'serial':
        return this.port;
      case 'file':
        return this.path;
    }
  }

  get #target(): string {
    const target = `${this.reach}:${this.place.trim()}`;
    return this.reach === 'serial' ? `${target}:${this.speed}` : target;
  }

  #readTarget(target: string): void {
    const [, reach, place = ''] = /^([a-z]+):(.*)$/s.exec(target) ?? [];
    switch (reach) {
      case 'queue':
        this.queue = place;
        break;
      case 'tcp':
        this.address = place;
        break;
      case 'serial': {
        const [, port = place, speed = USUAL_SPEED] = /^(.*):(\d+)$/s.exec(place) ?? [];
        this.port = port;
        this.speed = speed;
        break;
      }
      case 'file':
        this.path = place;
        break;
      default:
        return;
    }
    this.reach = reach;
  }
}
