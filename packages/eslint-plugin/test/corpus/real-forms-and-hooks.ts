// @ts-nocheck
import { FieldName } from "@handoff/contracts";
import jwt from "jsonwebtoken";
import { jwtDecode } from "jwt-decode";
import { useFetcher, useNavigation } from "./router.js";
import { LoanSchema, MemberSchema } from "./schemas.js";

// A submitted form has the fields that the page gave it, whatever the variable is called.
export async function action({ request }) {
  const formData = await request.formData();
  const fields = await request.clone().formData();
  if (formData.get("action") === "return") return returnLoan(formData.get("symbol"), fields.get("quantity"));
  return formData.has("order_id") ? renewLoan(formData.get("order_id")) : undefined;
}

// So has one that is being submitted.
export function LoanButtons() {
  const navigation = useNavigation();
  const fetcher = useFetcher();
  const isRenewing = navigation.formData?.get("action") === "renew" || fetcher.formData?.has("order_id");
  const pending_form_data = navigation.formData;
  return renderButtons(isRenewing, pending_form_data["side"]);
}

// What a hook returns has a type of its own, in it and in what is taken from it.
export function LoanStatus() {
  const fetcher = useFetcher();
  const { state, row } = useLoan();
  const data = fetcher.data;
  if (fetcher.data && "error" in fetcher.data) return renderError(fetcher.data["error"]);
  return renderStatus(data["score"], state.position["side"], row["price"]);
}

// A hook's argument is not its result: an event that arrives in a callback may be one of ours.
export function LoanFeed({ feed }) {
  useEffect(() => feed.on("loan", (signal) => show(signal["symbol"], signal["confidence"])), [feed]); // expect: no-raw-string-key rawKey, no-raw-string-key rawKey
}

// A schema's result is described by the schema.
export function memberOf(body) {
  const member = MemberSchema.safeParse(body);
  const checked = LoanSchema.safeParse(body).data;
  return member.success && "side" in member.data ? member.data["side"] : checked["side"];
}

// Text that was parsed without a schema is described by nobody.
export function loanOf(body) {
  const data = JSON.parse(body);
  return data["symbol"] + data.symbol; // expect: no-raw-string-key rawKey
}

// The claims of a token are the issuer's.
export function claims(token, jwtService, sessions) {
  const payload = jwtDecode(token);
  const eventData = jwt.verify(token, key());
  const lastPayload = jwtService.decode(token);
  const message = sessions.verifyAccessToken(token);
  return [payload["action"], eventData["type"], lastPayload["agent"], message["source"]];
}

// What was thrown belongs to whoever threw it.
export async function lend(event) {
  try {
    await loans.add(event["order_id"]); // expect: no-raw-string-key rawKey
  } catch (error) {
    const data = error as Record<string, any>;
    log(data["error_code"], error.data["reasoning"], event[FieldName.ORDER_ID]);
  }
}
