import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const api = process.env.WORKTRACKR_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [tanstackRouter({ target: "react", autoCodeSplitting: true }), react(), tailwindcss()],
  resolve: {
    alias: [
      { find: "@", replacement: fileURLToPath(new URL("./src", import.meta.url)) },
      // FullCalendar would bring a Temporal of its own.
      {
        find: /^temporal-polyfill\/fns\/(PlainDateTime|ZonedDateTime|Instant)$/,
        replacement: fileURLToPath(new URL("./src/lib/temporal-functions.ts", import.meta.url)),
      },
    ],
  },
  server: { host: "127.0.0.1", proxy: { "/api": { target: api, changeOrigin: false } } },
  build: {
    outDir: process.env.WORKTRACKR_STATIC_DIR ?? "../src/worktrackr/static",
    emptyOutDir: true,
    target: "es2023",
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every page needs changes seldom: one file that stays in the cache. Query strings mark lazy halves of routes.
            {
              name: "framework",
              test: /node_modules\/(react|react-dom|scheduler|i18next|react-i18next|@tanstack\/(react-router|router-core|history|react-query|query-core|react-store|store))\//,
              priority: 2,
            },
            {
              name: "start",
              test: /src\/(routes\/[^?]*|routeTree\.gen\.ts|lib\/(?!texts\/|zip|old-browser-data).*|api\/(?!constraints).*)$/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["./src/test-setup.ts"],
  },
});
