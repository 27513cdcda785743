declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** DynamoDB's wire protocol in this process, its items in memory. Closing the server closes its store. */
  export default function dynalite(options?: { createTableMs?: number }): Server;
}
