import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte({ preprocess: vitePreprocess() })],
  // Tauri serves the files from its own scheme, wherever that is mounted.
  base: './',
  // The address that `tauri dev` waits for.
  server: { port: 5173, strictPort: true },
  build: {
    // The oldest engines that Tauri 2 runs on here: WebKitGTK 2.50, WebView2, macOS 13.
    target: ['chrome120', 'safari16.4'],
    // The content security policy allows files of ours only, no data: addresses.
    assetsInlineLimit: 0,
    // The cashier's window and the customer's.
    rolldownOptions: { input: ['index.html', 'customer.html'] },
    modulePreload: { polyfill: false },
  },
  test: { include: ['src/**/*.test.ts'] },
});
