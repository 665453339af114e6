from tests.social.publishing.conftest import account as account
from tests.social.publishing.conftest import inside as inside
from tests.social.publishing.conftest import mention as mention
from tests.social.publishing.conftest import network as network
