"""How a name is found in what people write: values in, values out (ADR 0035). No tables, no clock."""
