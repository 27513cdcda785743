import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { MAX_POST_BYTES, type WebHandler } from '../functions/front-doors.ts';
import { portRefusal } from './port-refused.ts';

/** A listening HTTP door. */
export interface HttpDoor {
  /** The port that was got: where 0 was asked for, any free one. */
  port: number;
  /** Takes no more, lets answers in progress finish, and ends. */
  close(): Promise<void>;
}

/** Headers and body must arrive within this, so that a slow sender holds no connection for ever. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * The people's door on one machine: Node's HTTP in, the event that API Gateway would have made of it, and the same handler.
 *
 * `handlerFor` is given the port that was got, because pages and posts depend on the address. `trustProxy`: the caller's address is
 * the last one in `X-Forwarded-For`, which the one proxy in front of us wrote; false believes no such header.
 * Throws `PortRefused`.
 */
export async function listenHttp({
  port,
  host,
  handlerFor,
  trustProxy = false,
}: {
  port: number;
  host: string;
  handlerFor: (port: number) => WebHandler;
  trustProxy?: boolean;
}): Promise<HttpDoor> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (reason: NodeJS.ErrnoException) => reject(portRefusal(reason, port, host)));
    server.listen(port, host, resolve);
  });
  const got = (server.address() as AddressInfo).port;
  const handler = handlerFor(got);
  server.on('request', (request, response) => {
    serve(request, response, handler, trustProxy).catch(() => {
      // Only a connection that broke gets here: the handler answers every fault of its own with a page.
      response.destroy();
    });
  });
  return {
    port: got,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((reason) => (reason ? reject(reason) : resolve()));
        server.closeIdleConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  handler: WebHandler,
  trustProxy: boolean,
): Promise<void> {
  const event = eventOf(request, await readBody(request), trustProxy);
  const answer = await handler(event, contextOf(event));
  response.statusCode = answer.statusCode;
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, String(value));
  for (const [name, values] of Object.entries(answer.multiValueHeaders ?? {}))
    response.setHeader(name, values.map(String));
  const body = Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8');
  response.setHeader('content-length', body.byteLength);
  response.end(body);
}

/**
 * The body, or its length when that is past the limit. What is over is thrown away as it comes and never kept (S20); it is read to
 * its end all the same, because a browser shows our answer only once it has sent everything. `REQUEST_TIMEOUT_MS` ends it.
 */
async function readBody(request: IncomingMessage): Promise<{ body: Buffer } | { tooLargeBytes: number }> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.byteLength;
    if (bytes > MAX_POST_BYTES) parts = [];
    else parts.push(part);
  }
  return bytes > MAX_POST_BYTES ? { tooLargeBytes: bytes } : { body: Buffer.concat(parts) };
}

/** What API Gateway would have sent. A body that is too large is left out and its length told, and the handler refuses it. */
function eventOf(
  request: IncomingMessage,
  read: Awaited<ReturnType<typeof readBody>>,
  trustProxy: boolean,
): APIGatewayProxyEvent {
  // Split by hand: `new URL` throws on addresses that scanners send, such as `//`.
  const [path = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s, 2);
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  if ('tooLargeBytes' in read) headers['content-length'] = String(read.tooLargeBytes);
  // A file's bytes are no text: they come as API Gateway would send them.
  const isText = !/^multipart\//i.test(headers['content-type'] ?? '');
  const body = 'body' in read ? read.body.toString(isText ? 'utf8' : 'base64') : '';
  const httpMethod = request.method ?? 'GET';
  const query = Object.fromEntries(new URLSearchParams(search));
  const forwarded = trustProxy ? headers['x-forwarded-for']?.split(',').at(-1)?.trim() : undefined;
  return {
    httpMethod,
    path,
    headers,
    body: body === '' ? null : body,
    isBase64Encoded: !isText,
    queryStringParameters: query,
    pathParameters: null,
    requestContext: {
      requestId: randomUUID(),
      identity: { sourceIp: forwarded ?? request.socket.remoteAddress ?? '' },
      httpMethod,
      path,
    },
  } as unknown as APIGatewayProxyEvent;
}

/** Lambda's context, as much of it as a handler may use: the request's id. */
function contextOf(event: APIGatewayProxyEvent): Context {
  return { awsRequestId: event.requestContext.requestId, functionName: 'web' } as Context;
}
