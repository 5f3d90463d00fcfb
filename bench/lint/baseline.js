const KEYS = "side|symbol|price|qty|trace_id|confidence|status|timestamp";
const NAMES = "data|event|payload|row|message|fields|order|signal";
const ADVICE = "Spell keys with FieldName.";

/**
 * What a team does without us: ESLint's own `no-restricted-syntax` with eight selectors, one for each form in which a
 * key is commonly spelt.
 */
export const baseline = {
  "no-restricted-syntax": [
    "error",
    ...[
      `MemberExpression[computed=true][property.type="Literal"][property.value=/^(${KEYS})$/]`,
      `MemberExpression[computed=false][object.name=/^(${NAMES})$/][property.name=/^(${KEYS})$/]`,
      `CallExpression[callee.property.name=/^(get|has|set|delete)$/] > Literal.arguments:first-child[value=/^(${KEYS})$/]`,
      `BinaryExpression[operator="in"] > Literal.left[value=/^(${KEYS})$/]`,
      `VariableDeclarator[init.name=/^(${NAMES})$/] > ObjectPattern > Property[key.name=/^(${KEYS})$/]`,
      `CallExpression[callee.name="publish"] > ObjectExpression > Property[key.name=/^(${KEYS})$/]`,
      `CallExpression[callee.property.name=/^(publish|xadd|hset)$/] > ObjectExpression > Property[key.name=/^(${KEYS})$/]`,
      `CallExpression[callee.property.name=/^(xadd|hset|hget)$/] > Literal[value=/^(${KEYS})$/]`,
    ].map((selector) => ({ selector, message: ADVICE })),
  ],
};
