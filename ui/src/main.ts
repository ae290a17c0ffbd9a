import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { unlearn } from './browser-habits';
import { tauriHost } from './host';
import { play } from './sound';
import { Counter } from './state/counter.svelte';
import { text } from './text';

// Whoever works on the front end wants to reload it.
if (import.meta.env.PROD) unlearn(window);

document.documentElement.lang = text.language;

const counter = new Counter(tauriHost, play);
mount(App, { target: document.getElementById('window')!, props: { counter } });
void counter.start();
