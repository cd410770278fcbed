import { expect, test } from "vitest";
import { proxyFor } from "./proxy.ts";

const HTTPS_PROXY = "http://proxy.example.com:3128";

test.each<[address: string, env: NodeJS.ProcessEnv, proxy: string | undefined]>([
  ["https://k8s.example.com", {}, undefined],
  ["https://k8s.example.com", { HTTPS_PROXY }, HTTPS_PROXY],
  ["https://k8s.example.com", { https_proxy: "proxy.example.com:3128" }, HTTPS_PROXY],
  ["https://k8s.example.com", { HTTP_PROXY: HTTPS_PROXY }, undefined],
  ["http://k8s.example.com", { HTTP_PROXY: HTTPS_PROXY }, HTTPS_PROXY],
  ["https://localhost:6443", { HTTPS_PROXY }, undefined],
  ["https://127.0.0.1:6443", { HTTPS_PROXY }, undefined],
  ["https://k8s.example.com", { HTTPS_PROXY, NO_PROXY: "*" }, undefined],
  ["https://k8s.example.com", { HTTPS_PROXY, NO_PROXY: "other.example, example.com" }, undefined],
  ["https://k8s.example.com", { HTTPS_PROXY, no_proxy: ".example.com" }, undefined],
  ["https://k8s-example.com", { HTTPS_PROXY, NO_PROXY: "example.com" }, HTTPS_PROXY],
  ["https://k8s.example.com", { HTTPS_PROXY, NO_PROXY: "k8s.example.com:6443" }, HTTPS_PROXY],
  ["https://k8s.example.com:6443", { HTTPS_PROXY, NO_PROXY: "k8s.example.com:6443" }, undefined],
  ["http://charts.example.com", { HTTP_PROXY: HTTPS_PROXY, NO_PROXY: "charts.example.com:80" }, undefined],
  ["http://charts.example.com", { HTTP_PROXY: HTTPS_PROXY, NO_PROXY: "charts.example.com:443" }, HTTPS_PROXY],
  ["https://example.com", { HTTPS_PROXY, NO_PROXY: ".example.com" }, HTTPS_PROXY],
  ["https://[fd00::1]:6443", { HTTPS_PROXY, NO_PROXY: "[fd00::1]:6443" }, undefined],
  ["https://registry.example.com", { HTTPS_PROXY: "socks5://10.0.0.1:1080" }, "socks5://10.0.0.1:1080"],
  ["https://10.1.2.3:6443", { HTTPS_PROXY, NO_PROXY: "10.0.0.0/8" }, undefined],
  ["https://10.1.2.3:6443", { HTTPS_PROXY, NO_PROXY: "10.2.0.0/16,fd00::/8" }, HTTPS_PROXY],
  ["https://10.1.2.3:6443", { HTTPS_PROXY, NO_PROXY: "10.1.2.3" }, undefined],
  ["https://[fd00::1]:6443", { HTTPS_PROXY, NO_PROXY: "fd00::/8" }, undefined],
])("%s with %j goes by %s", (address, env, proxy) => {
  expect(proxyFor(address, env)).toBe(proxy);
});

test.each(["http://user:se%cret@proxy:80", "http://proxy:80:80", "ftp://proxy:80"])(
  "a proxy that is none is said to be so, without what may be secret in it: %s",
  (HTTPS_PROXY) => {
    const find = () => proxyFor("https://ghcr.io", { HTTPS_PROXY });
    expect(find).toThrow(/^HTTPS_PROXY is not the URL of a proxy$/);
  },
);
