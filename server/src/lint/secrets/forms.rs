//! The forms of well-known secrets: data, with the sources it was taken from.

/// A kind of secret that can be told by its form.
pub(super) struct Form {
    /// As it stands in a sentence, with its article.
    pub what: &'static str,
    /// Texts of which one is in every such secret: what is looked for first.
    pub marks: &'static [&'static str],
    /// A regular expression of the secret alone.
    pub pattern: &'static str,
}

const fn form(what: &'static str, marks: &'static [&'static str], pattern: &'static str) -> Form {
    Form { what, marks, pattern }
}

/// What no form allows on both sides is checked by the search: a letter or digit.
pub(super) static FORMS: &[Form] = &[
    // docs.github.com, "GitHub's token formats".
    form("a GitHub token", &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], r"gh[pousr]_[A-Za-z0-9]{36,}"),
    form("a GitHub token", &["github_pat_"], r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    // docs.gitlab.com, "Token overview", "Token prefixes".
    form(
        "a GitLab token",
        &["glpat-", "gldt-", "glrt-", "glptt-", "glcbt-", "glsoat-", "glft-"],
        r"gl(?:pat|dt|rt|ptt|cbt|soat|ft)-[A-Za-z0-9_.=-]{20,}",
    ),
    // docs.aws.amazon.com, IAM identifiers, "Unique identifiers".
    form("an AWS access key ID", &["AKIA", "ASIA"], r"A[KS]IA[A-Z0-9]{16}"),
    // docs.slack.dev, "Tokens" and "Incoming webhooks".
    form("a Slack token", &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-"], r"xox[abeprs]-[A-Za-z0-9-]{20,}"),
    form("a Slack token", &["xapp-"], r"xapp-[0-9]-[A-Za-z0-9-]{20,}"),
    form(
        "a Slack webhook",
        &["hooks.slack.com/services/"],
        r"hooks\.slack\.com/services/T[A-Za-z0-9]{6,}/B[A-Za-z0-9]{6,}/[A-Za-z0-9]{20,}",
    ),
    // docs.stripe.com, "API keys".
    form("a Stripe live key", &["sk_live_", "rk_live_"], r"[sr]k_live_[A-Za-z0-9]{16,}"),
    // github.blog, "Behind GitHub's new authentication token formats" (npm has the same).
    form("an npm token", &["npm_"], r"npm_[A-Za-z0-9]{36}"),
    // pypi.org/help, API tokens: a macaroon of that server.
    form("a PyPI token", &["pypi-AgEIcHlwaS5vcmc"], r"pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}"),
    // guides.rubygems.org, "API key scopes".
    form("a RubyGems API key", &["rubygems_"], r"rubygems_[0-9a-f]{48}"),
    // cloud.google.com, "Manage API keys"; "Setting up OAuth 2.0".
    form("a Google API key", &["AIza"], r"AIza[A-Za-z0-9_-]{35}"),
    form("a Google OAuth client secret", &["GOCSPX-"], r"GOCSPX-[A-Za-z0-9_-]{28}"),
    // docs.docker.com, "Personal access tokens" and "Organization access tokens".
    form("a Docker access token", &["dckr_pat_", "dckr_oat_"], r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,}"),
    // huggingface.co/docs, "User access tokens".
    form("a Hugging Face token", &["hf_"], r"hf_[A-Za-z0-9]{34,}"),
    // docs.digitalocean.com, "Token formats".
    form("a DigitalOcean token", &["dop_v1_", "doo_v1_", "dor_v1_"], r"do[opr]_v1_[a-f0-9]{64}"),
    // www.twilio.com/docs/sendgrid, "API keys".
    form("a SendGrid API key", &["SG."], r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    // shopify.dev, "Access tokens".
    form("a Shopify token", &["shpat_", "shpca_", "shppa_", "shpss_"], r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    // developer.hashicorp.com, Vault, "Tokens", "Token prefixes".
    form("a Vault token", &["hvs.", "hvb."], r"hv[bs]\.[A-Za-z0-9_-]{24,}"),
    // developer.hashicorp.com, HCP Terraform, "API tokens".
    form("an HCP Terraform token", &[".atlasv1."], r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,}"),
    // platform.openai.com, "API keys": the middle is fixed.
    form("an OpenAI API key", &["T3BlbkFJ"], r"sk-[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,}"),
    form("an Anthropic API key", &["sk-ant-"], r"sk-ant-[a-z0-9]+-[A-Za-z0-9_-]{80,}"),
    // core.telegram.org/bots, "Obtain your bot token".
    form("a Telegram bot token", &[":AA"], r"[0-9]{8,10}:AA[A-Za-z0-9_-]{33}"),
    // docs.newrelic.com, "New Relic API keys".
    form("a New Relic user key", &["NRAK-"], r"NRAK-[A-Z0-9]{27}"),
    // grafana.com/docs, "Service accounts".
    form("a Grafana token", &["glsa_"], r"glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}"),
    // docs.sentry.io, "Auth tokens".
    form("a Sentry token", &["sntrys_", "sntryu_"], r"sntry[su]_[A-Za-z0-9+/=_-]{40,}"),
    // learn.microsoft.com, "Configure Azure Storage connection strings".
    form("an Azure storage account key", &["AccountKey="], r"AccountKey=[A-Za-z0-9+/]{86}=="),
    // RFC 7519: two JSON objects in base64url, and a signature.
    form("a JSON Web Token", &["eyJ"], r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}"),
    // RFC 7468, textual encodings; OpenSSH PROTOCOL.key; RFC 9580, 6.2.
    form(PRIVATE_KEY, &["-----BEGIN "], r"-----BEGIN (?:[A-Z0-9]+ )?PRIVATE KEY(?: BLOCK)?-----"),
    // RFC 3986, 3.2.1: what stands before the `@`.
    form(PASSWORD_IN_URL, &["://"], r#"[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@"'`<>]*:[^\s/@"'`<>]+@"#),
];

pub(super) const PRIVATE_KEY: &str = "a private key";
pub(super) const PASSWORD_IN_URL: &str = "a password in a URL";
