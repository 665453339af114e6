"""Table of contents: what a company's admins see of brands and social accounts."""
