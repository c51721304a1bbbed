/** What is used of dynalite, which brings no types of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http'

  export default function dynalite(options: { path?: string; createTableMs?: number; deleteTableMs?: number }): Server
}
