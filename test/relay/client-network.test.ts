import { describe, expect, it } from "vitest";
import { clientNetwork, connectedFrom } from "../../src/relay/client-network.ts";

describe("a client's network", () => {
  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["IPv6:2001:DB8:0001:2::1", "2001:db8:1:2"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["mx.company.example", undefined],
    ["2001:db8::1::2", undefined],
    ["1:2:3", undefined],
  ])("of %s is %s", (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });

  it.each([
    ["from x (192.0.2.7) by cloudflare-email.net (unimx) id A", "192.0.2.7"],
    ["from [198.51.100.1] (192.0.2.7) by cloudflare-email.net", "192.0.2.7"],
    ["from a (198.51.100.1) by cloudflare-email.net (b (192.0.2.7) by cloudflare-email.net", "192.0.2.7"],
    ["from x (mail.x.example [2001:db8::1]) by cloudflare-email.net", "2001:db8::1"],
    ["from x (198.51.100.1) by mx.elsewhere.example", undefined],
  ])("is Cloudflare's word, never the client's: %s", (received, address) => {
    expect(connectedFrom(received)).toBe(address);
  });
});
