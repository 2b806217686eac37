import { defineConfig } from 'vite'

// The sign-in pages are rendered by the server and need one stylesheet at an address that the
// templates know, so its name carries no hash.
export default defineConfig({
  css: { postcss: { plugins: [woff2Only()] } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { signin: 'src/signin.css' },
      output: { assetFileNames: ({ names }) => (names[0]?.endsWith('.css') ? 'assets/[name][extname]' : 'assets/[name]-[hash][extname]') },
    },
  },
})

// Every browser that we serve reads woff2; the other formats would only make the binary larger.
function woff2Only() {
  return {
    postcssPlugin: 'woff2-only',
    AtRule: {
      'font-face'(rule) {
        rule.walkDecls('src', (src) => {
          const kept = src.value.split(/,(?=\s*url\()/).filter((source) => source.includes('.woff2'))
          if (kept.length > 0 && kept.join(',') !== src.value) src.value = kept.join(',')
        })
      },
    },
  }
}
