import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Everything is a file of its own with a hash in its name: the server's policy allows no inline script, style or font. */
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': process.env.TRACEBIN_DEV_TARGET ?? 'http://127.0.0.1:4318' } },
});
