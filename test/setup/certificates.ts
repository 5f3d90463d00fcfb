import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** Where certificates and keys lie, in PEM. */
export interface Certificates {
  readonly ca: string;
  readonly server: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
}

/** An authority of a test's own, a server of 127.0.0.1 and a client that it vouches for; they lie in the folder. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): Promise<unknown> => run("openssl", args);
  const ca = at("ca.crt");
  await openssl(
    "req",
    "-x509",
    ...KEY,
    "-keyout",
    at("ca.key"),
    "-out",
    ca,
    "-subj",
    "/CN=Test authority",
    "-days",
    "2",
  );
  await writeFile(at("names"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
  const signed = async (name: string): Promise<{ cert: string; key: string }> => {
    const [cert, key, request] = [at(`${name}.crt`), at(`${name}.key`), at(`${name}.csr`)];
    await openssl("req", ...KEY, "-keyout", key, "-out", request, "-subj", `/CN=${name}`);
    const authority = ["-CA", ca, "-CAkey", at("ca.key"), "-CAcreateserial", "-days", "2"];
    await openssl("x509", "-req", "-in", request, ...authority, "-out", cert, "-extfile", at("names"));
    return { cert, key };
  };
  return { ca, server: await signed("server"), client: await signed("client") };
}
