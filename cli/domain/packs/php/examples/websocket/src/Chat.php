<?php
class Chat implements MessageComponentInterface {}
