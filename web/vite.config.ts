import react from '@vitejs/plugin-react'
import type { AtRule } from 'postcss'
import { defineConfig } from 'vitest/config'
import { compress } from './build/compress'

// Two things are built: the web client, and the stylesheet and script of the pages that the server
// renders itself, whose names carry no hash since the templates know them.
export default defineConfig({
  plugins: [react(), compress()],
  css: { postcss: { plugins: [woff2Only()] } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0, // the policy allows no inline code, and pictures are cached apart
    rollupOptions: {
      input: { client: 'index.html', signin: 'src/signin.css', signinScript: 'src/signin.ts' },
      output: {
        entryFileNames: ({ name }) => (name === 'signinScript' ? 'assets/signin.js' : 'assets/[name]-[hash].js'),
        assetFileNames: ({ names }) => (names[0] === 'signin.css' ? 'assets/[name][extname]' : 'assets/[name]-[hash][extname]'),
      },
    },
  },
  server: {
    fs: { allow: ['..'] }, // a test reads the server's source
    proxy: Object.fromEntries(
      ['/api', '/signin', '/signout', '/oidc', '/testeid', '/demo', '/docs', '/openapi.json'].map((path) => [path, 'http://localhost:8080']),
    ),
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'], setupFiles: 'src/test.ts' },
})

// Every browser that we serve reads woff2; the other formats would only make the binary larger.
function woff2Only() {
  return {
    postcssPlugin: 'woff2-only',
    AtRule: {
      'font-face'(rule: AtRule) {
        rule.walkDecls('src', (src) => {
          const kept = src.value.split(/,(?=\s*url\()/).filter((source) => source.includes('.woff2'))
          if (kept.length > 0 && kept.join(',') !== src.value) src.value = kept.join(',')
        })
      },
    },
  }
}
