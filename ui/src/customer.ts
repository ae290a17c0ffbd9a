import './app.css';
import { mount } from 'svelte';
import { unlearn } from './browser-habits';
import Customer from './customer/Customer.svelte';
import { Display } from './customer/display.svelte';
import { tauriCustomerHost } from './host';

if (import.meta.env.PROD) unlearn(window);

const display = new Display();
mount(Customer, { target: document.getElementById('window')!, props: { display } });
void display.listen(tauriCustomerHost);
