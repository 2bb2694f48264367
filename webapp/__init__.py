"""How people and scripts ask: pages, the JSON endpoint, URLs and markup."""
