import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebSocket } from "ws";
import { type Address, Addresses } from "./addresses.ts";
import type { Config } from "./config.ts";
import { Connection } from "./connection.ts";
import { drain } from "./drain.ts";
import { createAddressReader } from "./forwarded.ts";
import { boundHalfOpen } from "./half-open.ts";
import { History } from "./history.ts";
import { queryOf } from "./http.ts";
import { Hub } from "./hub.ts";
import { Identities } from "./identity.ts";
import { Intake } from "./intake.ts";
import { type Limits, limitsOf } from "./limits.ts";
import type { Logger } from "./log.ts";
import { MemoryStore } from "./memory-store.ts";
import { createMetrics } from "./metrics.ts";
import { Pace } from "./pace.ts";
import { isTyping, Presence } from "./presence.ts";
import { RedisStore } from "./redis-store.ts";
import { createRequestHandler } from "./routes.ts";
import { eachInSlices } from "./slices.ts";
import type { Store } from "./store.ts";
import { TraceExporter } from "./trace-exporter.ts";
import { Tracer } from "./tracer.ts";
import { createUpgradeHandler, isHandshake } from "./upgrade.ts";
import { Visits } from "./visits.ts";
import { Welcome } from "./welcome.ts";

/** Close codes from here on are the clients' own. */
const firstPrivateCode = 3000;
/** Connections that the kernel keeps until they are accepted: thousands come at once when another replica ends. */
const mostAtTheDoor = 4096;
/** Longer than proxies keep theirs: otherwise a request may meet a connection that is just being closed. */
const keepAliveMilliseconds = 75_000;

/** One replica. It listens at once, whether or not Redis answers. */
export class ChatServer {
  readonly metrics = createMetrics();
  readonly #config: Config;
  readonly #limits: Limits;
  readonly #history = new History();
  readonly #addresses: Addresses;
  readonly #store: Store;
  readonly #identities: Identities;
  readonly #hub: Hub;
  readonly #presence: Presence;
  readonly #intake: Intake;
  readonly #visits: Visits;
  readonly #tracer: Tracer;
  readonly #exporter: TraceExporter | undefined;
  readonly #http: Server;
  #checks: NodeJS.Timeout | undefined;
  #isChecking = false;
  #draining = false;

  constructor(config: Config, log: Logger, limits: Limits = limitsOf(config)) {
    const { metrics } = this;
    const history = this.#history;
    const store = config.redis ? new RedisStore({ target: config.redis, log, metrics }) : new MemoryStore();
    const { version, service, traces } = config;
    const presence = () => this.#presence.known;
    const welcome = new Welcome({ history, store, version, metrics, presence, patience: limits.aheadMilliseconds });
    if (store.kind === "memory") metrics.registry.removeSingleMetric("chat_redis_up");
    metrics.buildInfo.set({ version, node: process.version, store: store.kind }, 1);
    this.#exporter = traces && new TraceExporter({ collector: traces, service, version, log, metrics });
    this.#tracer = new Tracer(traces && { share: traces.share, add: (span) => this.#exporter?.add(span) });
    const addressOf = createAddressReader(config.trustedProxies, log);
    this.#visits = new Visits({ log, metrics, tracer: this.#tracer, addressOf });
    this.#identities = new Identities(() => config.identityKey ?? store.identityKey);
    this.#config = config;
    this.#limits = limits;
    this.#addresses = new Addresses(limits);
    this.#store = store;
    this.#hub = new Hub({ history, store, welcome, metrics });
    this.#presence = new Presence(store, this.#hub);
    this.#intake = new Intake({ store, history, metrics, tracer: this.#tracer, limits });
    this.#http = this.#createHttpServer(addressOf);
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  async listen(): Promise<void> {
    const { host, port } = this.#config.address;
    this.#store.start(this.#hub);
    this.#http.listen({ port, host, backlog: mostAtTheDoor });
    await once(this.#http, "listening");
    this.#checks = setInterval(() => this.#check(), 1000);
  }

  /** Sends the clients elsewhere gently, finishes what was taken from them, and leaves nothing open. */
  async stop(): Promise<void> {
    this.#draining = true;
    this.metrics.draining.set(1);
    await drain({
      http: this.#http,
      hub: this.#hub,
      intake: this.#intake,
      milliseconds: this.#config.drainMilliseconds,
    });
    clearInterval(this.#checks);
    await this.#store.stop();
    await this.#exporter?.stop();
  }

  #createHttpServer(addressOf: (request: IncomingMessage) => string): Server {
    const { metrics } = this;
    const [tracer, visits] = [this.#tracer, this.#visits];
    const { allowedOrigins, version } = this.#config;
    const isDraining = () => this.#draining;
    const mayEnter = (request: IncomingMessage) =>
      !this.#config.requiresToken || this.#identities.read(queryOf(request).get("token") ?? "") !== undefined;
    const health = { store: this.#store, hub: this.#hub, intake: this.#intake, version, isDraining };
    const http = createServer(
      {
        shouldUpgradeCallback: isHandshake,
        keepAliveTimeout: keepAliveMilliseconds,
        headersTimeout: this.#limits.handshakeMilliseconds,
        connectionsCheckingInterval: this.#limits.handshakeMilliseconds / 5,
      },
      createRequestHandler({ config: this.#config, history: this.#history, mayEnter, health, metrics, tracer }),
    );
    boundHalfOpen(http, this.#limits.halfOpenPerAddress, metrics);
    const enter = (request: IncomingMessage) => this.#addresses.enter(addressOf(request));
    const leave = (address: Address) => this.#addresses.leave(address);
    const accepted = this.#serve.bind(this);
    const handler = createUpgradeHandler({ allowedOrigins, visits, isDraining, mayEnter, enter, leave, accepted });
    return http.on("upgrade", handler);
  }

  #serve(socket: WebSocket, request: IncomingMessage, address: Address): void {
    const query = queryOf(request);
    const [since, token] = [query.get("since"), query.get("token")];
    const connection = new Connection(socket, {
      stream: request.socket,
      pace: new Pace(request.socket, address, this.#limits),
      resumes: since !== null,
      identify: token === null ? undefined : () => this.#identities.of(token),
      limits: this.#limits,
      visits: this.#visits,
    });
    socket.on("message", (data) => this.#take(connection, data as Buffer));
    socket.on("close", (code) => {
      this.#hub.leave(connection);
      this.#intake.left(connection);
      this.metrics.disconnects.inc({ code: code < firstPrivateCode ? code : "private" });
      this.#visits.closed(address, code, performance.now() - connection.openedAt);
    });
    this.#hub.join(connection, since ?? "");
  }

  #take(connection: Connection, bytes: Buffer): void {
    if (connection.resumes && isTyping(bytes)) {
      this.#presence.typed(connection, bytes);
    } else {
      this.#presence.sent(connection);
      this.#intake.take(connection, bytes);
    }
  }

  #check(): void {
    this.#presence.check(performance.now());
    if (this.#isChecking) return;
    this.#isChecking = true;
    this.#addresses.forget(performance.now());
    const check = (connection: Connection) => connection.check(performance.now());
    eachInSlices(this.#hub.connections, check, () => {
      this.#isChecking = false;
    });
  }
}
