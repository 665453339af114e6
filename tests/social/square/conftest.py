from tests.social.accounts.conftest import town as town
