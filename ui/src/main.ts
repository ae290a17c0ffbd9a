import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { tauriHost } from './host';
import { play } from './sound';
import { Counter } from './state/counter.svelte';
import { text } from './text';

document.documentElement.lang = text.language;

const counter = new Counter(tauriHost, play);
mount(App, { target: document.getElementById('window')!, props: { counter } });
void counter.start();
