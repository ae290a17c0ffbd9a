import type { CustomerDisplay } from '../dto';
import type { CustomerHost } from '../host';
import { speak } from '../text';

/** Milliseconds; a till that runs tells everything again every second. */
const SILENCE = 5_000;

/** What the customer sees; nothing of a sale once the till has fallen silent. */
export class Display {
  /** The same object for as long as it says the same. */
  now = $state.raw<CustomerDisplay>({
    shop: '',
    language: 'es',
    mode: 'live',
    scene: { kind: 'idle' },
  });

  #silence: ReturnType<typeof setTimeout> | undefined;

  listen(host: CustomerHost): Promise<void> {
    return host.onDisplay((display) => this.#take(display));
  }

  #take(display: CustomerDisplay): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(
      () => this.#show({ ...this.now, scene: { kind: 'idle' } }),
      SILENCE,
    );
    this.#show(display);
  }

  #show(display: CustomerDisplay): void {
    if (JSON.stringify(display) === JSON.stringify(this.now)) return;
    speak(display.language);
    this.now = display;
  }
}
