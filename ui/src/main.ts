import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { unlearn } from './browser-habits';
import { tauriHost } from './host';
import { play } from './sound';
import { Counter } from './state/counter.svelte';
import { USUAL } from './state/preferring.svelte';
import { speak, text } from './text';

/** Marks the address of a window that is loaded anew while it welcomes somebody. */
const WELCOME = '#welcome';

// Whoever works on the front end wants to reload it.
if (import.meta.env.PROD) unlearn(window);

const preferences = await tauriHost.preferences().catch(() => USUAL);
speak(preferences.language);
document.documentElement.lang = text.language;

const isWelcoming = location.hash === WELCOME;
location.hash = '';

const counter = new Counter(tauriHost, play, {
  preferences,
  isWelcoming,
  reload: (goesOn) => {
    if (goesOn) location.hash = WELCOME;
    location.reload();
  },
});
mount(App, { target: document.getElementById('window')!, props: { counter } });
void counter.start();
